import {
  type Actor,
  abi,
  EACCES,
  ENOEXEC,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  OK,
  type Outcome,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';

interface Request {
  readonly label: string;
  readonly handled: readonly FsRight[];
  /** Rights that a rule on the file grants. */
  readonly granted?: readonly FsRight[];
  readonly blockers: string;
  readonly since?: number;
  act(actor: Actor): Step;
  readonly control?: Outcome;
}

const open = (flags: number) => (actor: Actor) => actor.open('d/file', flags);

const requests: readonly Request[] = [
  {
    label: 'O_RDWR',
    handled: ['WRITE_FILE', 'READ_FILE'],
    blockers: 'fs.write_file,fs.read_file',
    act: open(O_RDWR),
  },
  {
    label: 'O_RDWR where reading is granted',
    handled: ['WRITE_FILE', 'READ_FILE'],
    granted: ['READ_FILE'],
    blockers: 'fs.write_file',
    act: open(O_RDWR),
  },
  {
    label: 'O_RDWR where writing is granted',
    handled: ['WRITE_FILE', 'READ_FILE'],
    granted: ['WRITE_FILE'],
    blockers: 'fs.read_file',
    act: open(O_RDWR),
  },
  {
    // Opening asks first; truncation would be asked for after it.
    label: 'O_RDWR|O_TRUNC',
    since: 3,
    handled: ['WRITE_FILE', 'READ_FILE', 'TRUNCATE'],
    blockers: 'fs.write_file,fs.read_file',
    act: open(O_RDWR | O_TRUNC),
  },
  {
    label: 'O_WRONLY|O_TRUNC where writing is granted',
    since: 3,
    handled: ['WRITE_FILE', 'TRUNCATE'],
    granted: ['WRITE_FILE'],
    blockers: 'fs.truncate',
    act: open(O_WRONLY | O_TRUNC),
  },
  {
    label: 'execution',
    handled: ['EXECUTE', 'READ_FILE'],
    blockers: 'fs.execute,fs.read_file',
    act: (actor) => actor.execve('d/file'),
    control: ENOEXEC,
  },
];

scenario(
  'one record names all the rights that are missing, in the order of their bits, and no other, {request}',
  {
    ...audited,
    doc: 'security/landlock/fs.c: hook_file_open(); security/landlock/audit.c: log_blockers()',
    variants: { request: requests },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    prepare(t);
    const { since: first = 1, granted = [], control = OK } = t.request;
    const log = new Log(t, { since: first });
    const object = log.file('d/file');
    const client = t.main.process('client');
    landlock(client, { fs: t.request.handled, rules: [{ path: 'd/file', access: granted }] });
    // With one right fewer, a best-effort program is still denied the others.
    const denies = t.request.handled.length - granted.length > 1 || first === 1 ? 1 : first;
    t.request
      .act(client)
      .expect(since(abi(denies), EACCES).otherwise(control))
      .control(control);
    log.denied({ by: 'client', blockers: t.request.blockers, object }).ends();
  },
);
