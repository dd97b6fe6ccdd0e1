import {
  type Actor,
  AF_UNIX,
  abi,
  abstractAddress,
  CLONE_FILES,
  type Context,
  EACCES,
  EPERM,
  matching,
  O_DIRECTORY,
  O_PATH,
  OK,
  type Outcome,
  PTRACE_ATTACH,
  PTRACE_TRACEME,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { commandOf, pidOf } from './identity.ts';
import { audited, Log } from './log.ts';

const programs = ['strict', 'best-effort'] as const;

const hexOf = (name: string) => Buffer.from(name).toString('hex').toUpperCase();

interface Reach {
  readonly label: string;
  readonly type: number;
  act(client: Actor, socket: Step): Step;
}

const NAME = 'kconform';
const reaches: readonly Reach[] = [
  { label: 'connecting a stream', type: SOCK_STREAM, act: (client, fd) => client.connect(fd, abstractAddress(NAME)) },
  {
    label: 'connecting a seqpacket socket',
    type: SOCK_SEQPACKET,
    act: (client, fd) => client.connect(fd, abstractAddress(NAME)),
  },
  {
    label: 'connecting a datagram socket',
    type: SOCK_DGRAM,
    act: (client, fd) => client.connect(fd, abstractAddress(NAME)),
  },
  { label: 'sending a datagram', type: SOCK_DGRAM, act: (client, fd) => client.sendto(fd, 'x', abstractAddress(NAME)) },
];

scenario(
  'a denied abstract socket is recorded with its name in hexadecimal, {reach}',
  {
    ...audited,
    doc: 'security/landlock/task.c: hook_unix_stream_connect(), hook_unix_may_send(); security/lsm_audit.c: audit_log_lsm_data()',
    variants: { reach: reaches },
    programs,
  },
  (t) => {
    const log = new Log(t);
    const server = t.main.socket(AF_UNIX, t.reach.type);
    t.main.bind(server, abstractAddress(NAME));
    if (t.reach.type !== SOCK_DGRAM) t.main.listen(server);
    const client = t.main.process('client');
    landlock(client, { scoped: ['ABSTRACT_UNIX_SOCKET'] });
    t.reach.act(client, client.socket(AF_UNIX, t.reach.type)).expect(since(abi(6), EPERM).otherwise(OK));
    log.denied({ by: 'client', blockers: 'scope.abstract_unix_socket', object: ` path=${hexOf(`\0${NAME}`)}` }).ends();
  },
);

/** Number of the descriptor of the victim's directory in /proc. */
const DIRECTORY = 800;

interface Touch {
  readonly label: string;
  readonly blockers: string;
  act(t: Context, client: Actor, victim: Actor): Step;
  /** What any domain is answered. */
  readonly refusal?: Outcome;
  readonly since: number;
}

const touches: readonly Touch[] = [
  { label: 'kill', blockers: 'scope.signal', since: 6, act: (_, client, victim) => client.kill(victim, 0) },
  {
    label: 'pidfd_send_signal',
    blockers: 'scope.signal',
    since: 6,
    act: (_, client, victim) => client.pidfdSendSignal(client.pidfdOpen(victim), 0),
  },
  { label: 'ptrace', blockers: 'ptrace', since: 1, act: (_, client, victim) => client.ptrace(PTRACE_ATTACH, victim) },
  {
    label: 'pidfd_getfd',
    blockers: 'ptrace',
    since: 1,
    act: (_, client, victim) => client.pidfdGetfd(client.pidfdOpen(victim), 0),
  },
  {
    label: 'a link of /proc',
    blockers: 'ptrace',
    since: 1,
    act: (t, client) => client.syscall('readlinkat', DIRECTORY, 'exe', t.buffer(64), 64),
    refusal: EACCES,
  },
];

scenario(
  'a denied request to a process is recorded with its process ID and its name, {touch}',
  {
    ...audited,
    doc: 'security/landlock/task.c: hook_task_kill(), hook_ptrace_access_check(); security/lsm_audit.c: audit_log_lsm_data(), LSM_AUDIT_DATA_TASK',
    variants: { touch: touches },
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
    landlock(client, t.touch.blockers === 'ptrace' ? { fs: ['MAKE_BLOCK'] } : { scoped: ['SIGNAL'] });
    t.touch.act(t, client, victim).expect(since(abi(t.touch.since), t.touch.refusal ?? EPERM).otherwise(OK));
    log.denied({ by: 'client', blockers: t.touch.blockers, object }).ends();
  },
);

scenario(
  'a denied PTRACE_TRACEME is recorded for the domain of the tracer and with the process that asked',
  { ...audited, doc: 'security/landlock/task.c: hook_ptrace_traceme()', programs },
  (t) => {
    const log = new Log(t);
    const client = t.main.process('client');
    const child = client.process('child');
    const object = log.active ? matching` opid=${pidOf(t, child, 'child')} ocomm="${commandOf(child, 'child')}"` : '';
    landlock(client, { fs: ['MAKE_BLOCK'] });
    child.ptrace(PTRACE_TRACEME).expect(since(abi(1), EPERM).otherwise(OK));
    log.denied({ by: 'client', blockers: 'ptrace', object }).ends();
  },
);
