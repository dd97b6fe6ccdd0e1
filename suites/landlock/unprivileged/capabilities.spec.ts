import {
  type Actor,
  AF_INET,
  abi,
  EACCES,
  EPERM,
  type Expectation,
  inet4,
  O_RDONLY,
  O_WRONLY,
  OK,
  PTRACE_SEIZE,
  S_IFCHR,
  SIGCONT,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';

// Where root differs from an ordinary user: in what permissions allow, not in what Landlock refuses.
const doc =
  'Documentation/userspace-api/landlock.rst: Inheritance; security/landlock/setup.c: landlock_init() (no hook asks for a capability)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['privileges', 'capabilities'];

interface Power {
  readonly label: string;
  readonly sandbox: SandboxSpec;
  readonly since: number;
  readonly errno: typeof EPERM;
  /** Records what the capability allows: to `stranger`, a process of another user, or to files of that user. */
  readonly use: (actor: Actor, stranger: Actor) => Step;
}

const powers: readonly Power[] = [
  {
    label: 'CAP_DAC_OVERRIDE does not open files for writing',
    sandbox: { fs: ['WRITE_FILE'] },
    since: 1,
    errno: EACCES,
    use: (actor) => actor.open('closed', O_WRONLY),
  },
  {
    label: 'CAP_DAC_READ_SEARCH does not list directories',
    sandbox: { fs: ['READ_DIR'] },
    since: 1,
    errno: EACCES,
    use: (actor) => actor.open('directory', O_RDONLY),
  },
  {
    label: 'CAP_MKNOD does not make devices',
    sandbox: { fs: ['MAKE_CHAR'] },
    since: 1,
    errno: EACCES,
    use: (actor) => actor.mknod('device', S_IFCHR | 0o600, 0x103),
  },
  {
    label: 'CAP_FOWNER does not remove the files of others',
    sandbox: { fs: ['REMOVE_FILE'] },
    since: 1,
    errno: EACCES,
    use: (actor) => actor.unlink('closed'),
  },
  {
    label: 'CAP_NET_BIND_SERVICE does not bind low ports',
    sandbox: { net: ['BIND_TCP'] },
    since: 4,
    errno: EACCES,
    use: (actor) => actor.bind(actor.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', 80)),
  },
  {
    label: 'CAP_KILL does not signal the processes of others',
    sandbox: { scoped: ['SIGNAL'] },
    since: 6,
    errno: EPERM,
    use: (actor, stranger) => actor.kill(stranger, SIGCONT),
  },
  {
    label: 'CAP_SYS_PTRACE does not trace the processes of others',
    sandbox: { fs: ['MAKE_BLOCK'] },
    since: 1,
    errno: EPERM,
    use: (actor, stranger) => actor.ptrace(PTRACE_SEIZE, stranger),
  },
  {
    label: 'CAP_SYS_ADMIN does not mount',
    sandbox: { fs: ['MAKE_BLOCK'] },
    since: 1,
    errno: EPERM,
    use: (actor) => actor.mount('tmpfs', 'directory', 'tmpfs'),
  },
];

scenario('in a domain {power}', { doc, tags, variants: { power: powers }, programs, namespaces: ['net'] }, (t) => {
  const stranger = t.main.process('stranger');
  stranger.dropPrivileges();
  stranger.mkdir('directory', 0);
  stranger.writeFile('closed', '', 0);
  const sandboxed = t.main.process('sandboxed');
  // no_new_privs is not needed: CAP_SYS_ADMIN is enough.
  landlock(sandboxed, { ...t.power.sandbox, noNewPrivs: false });
  const answer: Expectation = since(abi(t.power.since), t.power.errno).otherwise(OK);
  t.power.use(sandboxed, stranger).expect(answer);
});

scenario('a rule does not stand in for a capability: a low port', { doc, tags, programs, namespaces: ['net'] }, (t) => {
  t.main.dropPrivileges();
  landlock(t.main, { net: ['BIND_TCP'], rules: [{ port: 80, access: ['BIND_TCP'] }] });
  const socket = t.main.socket(AF_INET, SOCK_STREAM);
  t.main.bind(socket, inet4('127.0.0.1', 80)).expect(EACCES, 'net/ipv4/af_inet.c: __inet_bind()').control('same');
});

scenario(
  'what capabilities allow beyond the rights of Landlock stays allowed',
  { doc, tags, programs, namespaces: ['uts'] },
  (t) => {
    const stranger = t.main.process('stranger');
    stranger.dropPrivileges();
    stranger.writeFile('closed', '', 0);
    landlock(t.main, { fs: ['READ_FILE', 'WRITE_FILE', 'MAKE_CHAR'] });
    t.main.chmod('closed', 0o600).expect(OK);
    t.main.syscall('chown', 'closed', 0, 0).expect(OK);
    t.main.chroot('.').expect(OK);
    t.main.syscall('sethostname', 'landlocked', 10).expect(OK);
  },
);
