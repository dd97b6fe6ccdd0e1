import {
  abi,
  CLONE_FILES,
  EACCES,
  type Expectation,
  matching,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  OK,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { RESTRICT_SELF_LOG_NEW_EXEC_ON, RESTRICT_SELF_LOG_SAME_EXEC_OFF, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { commandOf, pidOf } from './identity.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';

const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);
/** Number of the descriptor of the victim's directory in /proc. */
const DIRECTORY = 800;

scenario(
  'what only probes whether a process may be traced is not recorded',
  {
    ...audited,
    doc: 'Documentation/admin-guide/LSM/landlock.rst: Observability guarantees and limitations; fs/proc/array.c: do_task_stat()',
    programs,
  },
  (t) => {
    const log = new Log(t);
    // Shared descriptors, so that the client inherits what only the victim can name.
    const victim = t.main.process('victim', CLONE_FILES);
    victim.dup3(victim.open('/proc/self', O_PATH | O_DIRECTORY), DIRECTORY);
    const object = log.active
      ? matching` opid=${pidOf(t, victim, 'victim')} ocomm="${commandOf(victim, 'victim')}"`
      : '';
    const client = t.main.process('client');
    landlock(client, { fs: ['MAKE_BLOCK'] });
    // What the reader may not know is told as zero.
    client.read(client.openat(DIRECTORY, 'stat', O_RDONLY), 512).expect(OK);
    client.syscall('readlinkat', DIRECTORY, 'exe', t.buffer(64), 64).expect(denied);
    log.denied({ by: 'client', blockers: 'ptrace', object }).ends();
  },
);

const threads = [
  { label: 'by default', flags: 0, loud: true },
  { label: 'LOG_SAME_EXEC_OFF', flags: RESTRICT_SELF_LOG_SAME_EXEC_OFF, loud: false },
  { label: 'LOG_NEW_EXEC_ON', flags: RESTRICT_SELF_LOG_NEW_EXEC_ON, loud: true },
];

/** Without TSYNC the other thread stays outside of the domain. */
const deniedTogether: Expectation = since(abi(8), EACCES).otherwise(OK);

scenario(
  'threads that TSYNC takes along record by the flags of the caller, {configuration}',
  {
    ...audited,
    doc: 'security/landlock/tsync.c: restrict_one_thread()',
    variants: { configuration: threads },
    programs,
  },
  (t) => {
    prepare(t);
    const { flags, loud } = t.configuration;
    const log = new Log(t, { since: 8 });
    const object = log.file('d/file');
    const caller = t.main.process('caller');
    const other = caller.thread('other');
    landlock(caller, { fs: ['READ_FILE'], flags: flags | RESTRICT_SELF_TSYNC });
    other.open('d/file', O_RDONLY).expect(deniedTogether);
    if (loud) log.denied({ by: 'domain', blockers: 'fs.read_file', object });
    log.ends();
  },
);
