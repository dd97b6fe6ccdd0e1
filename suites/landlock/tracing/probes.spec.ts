import {
  CLONE_FILES,
  EACCES,
  matching,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  OK,
  scenario,
  some,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { event, Trace, traced } from './trace.ts';

/** Number of the descriptor of the victim's directory in /proc. */
const DIRECTORY = 800;
const any = some(/\S+/);

scenario(
  'what only probes whether a process may be traced is not traced as a denial',
  { ...traced, doc: 'security/landlock/task.c: hook_ptrace_access_check(), PTRACE_MODE_NOAUDIT' },
  (t) => {
    const trace = new Trace(t, ['deny_ptrace']);
    // Shared descriptors, so that the client inherits what only the victim can name.
    const victim = t.main.process('victim', CLONE_FILES);
    victim.dup3(victim.open('/proc/self', O_PATH | O_DIRECTORY), DIRECTORY);
    const client = t.main.process('client');
    landlock(client, { fs: ['MAKE_BLOCK'] });
    // What the reader may not know is told as zero.
    client.read(client.openat(DIRECTORY, 'stat', O_RDONLY), 512).expect(OK);
    client.syscall('readlinkat', DIRECTORY, 'exe', t.buffer(64), 64).expect(EACCES);
    if (t.arm === 'control') return trace.end();
    trace.shows(
      event(
        'deny_ptrace',
        matching`domain=${any} same_exec=1 logged=1 tracee_domain=0 tracee_pid=${any} tracee_comm=${any}`,
      ),
    );
  },
);
