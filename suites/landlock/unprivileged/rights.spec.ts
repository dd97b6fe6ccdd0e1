import {
  type Actor,
  AF_UNIX,
  abi,
  EACCES,
  ENOEXEC,
  ENOTTY,
  EPERM,
  EXDEV,
  type Expectation,
  erratum,
  FIONREAD,
  mask,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  OK,
  type Outcome,
  pathAddress,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  SOCK_STREAM,
  type Step,
  scenario,
  when,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { FS, type FsRight } from '../uapi.ts';

// The sandbox of a program that never was anybody but an ordinary user: no capability, no other way than no_new_privs.
const doc =
  'Documentation/userspace-api/landlock.rst: Filesystem flags; security/landlock/syscalls.c: landlock_restrict_self()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['unprivileged', 'fs'];

interface Use {
  readonly label: FsRight;
  /** Records what takes the right, in a directory that was prepared. */
  readonly make: (actor: Actor, directory: string) => Step;
  /** The answer where the right is not granted. */
  readonly errno?: Outcome;
  /** The answer where it is, if not success: what else stands in the way of an ordinary user. */
  readonly granted?: Outcome;
}

const bound = (actor: Actor, directory: string) =>
  actor.bind(actor.socket(AF_UNIX, SOCK_STREAM), pathAddress(`${directory}/new`));

const uses: readonly Use[] = [
  { label: 'READ_FILE', make: (actor, directory) => actor.open(`${directory}/file`, O_RDONLY) },
  { label: 'WRITE_FILE', make: (actor, directory) => actor.open(`${directory}/file`, O_WRONLY) },
  { label: 'READ_DIR', make: (actor, directory) => actor.open(directory, O_RDONLY | O_DIRECTORY) },
  { label: 'EXECUTE', make: (actor, directory) => actor.execve(`${directory}/file`), granted: ENOEXEC },
  { label: 'REMOVE_FILE', make: (actor, directory) => actor.unlink(`${directory}/file`) },
  { label: 'REMOVE_DIR', make: (actor, directory) => actor.rmdir(`${directory}/inner`) },
  { label: 'MAKE_DIR', make: (actor, directory) => actor.mkdir(`${directory}/new`) },
  { label: 'MAKE_REG', make: (actor, directory) => actor.open(`${directory}/new`, O_RDWR | O_CREAT | O_EXCL) },
  { label: 'MAKE_SYM', make: (actor, directory) => actor.symlink('file', `${directory}/new`) },
  { label: 'MAKE_FIFO', make: (actor, directory) => actor.mknod(`${directory}/new`, S_IFIFO | 0o644) },
  { label: 'MAKE_SOCK', make: bound },
  // The hook comes before the look for CAP_MKNOD.
  {
    label: 'MAKE_BLOCK',
    make: (actor, directory) => actor.syscall('mknod', `${directory}/new`, S_IFBLK | 0o644, 0x103),
    granted: EPERM,
  },
  {
    label: 'MAKE_CHAR',
    make: (actor, directory) => actor.syscall('mknod', `${directory}/new`, S_IFCHR | 0o644, 0x103),
    granted: EPERM,
  },
  { label: 'TRUNCATE', make: (actor, directory) => actor.truncate(`${directory}/file`, 0) },
  {
    label: 'REFER',
    make: (actor, directory) => actor.rename(`${directory}/file`, `${directory}/inner/file`),
    errno: EXDEV,
  },
];

const answerOf = (right: FsRight, errno: Outcome, otherwise: Outcome): Expectation =>
  when(mask('fs', Math.log2(Number(FS[right]))), errno).otherwise(otherwise);

scenario(
  'an ordinary user gives up {use} and keeps it by a rule',
  { doc, tags, variants: { use: uses }, programs },
  (t) => {
    const { label, make, errno = EACCES, granted = OK } = t.use;
    t.main.dropPrivileges();
    for (const directory of ['granted', 'other']) {
      t.main.mkdir(directory);
      t.main.mkdir(`${directory}/inner`);
      t.main.writeFile(`${directory}/file`, 'content', 0o755);
    }
    landlock(t.main, { fs: [label], rules: [{ path: 'granted', access: [label] }] });
    make(t.main, 'other')
      .expect(answerOf(label, errno, granted))
      .control(granted);
    // ABI 1 moves nothing between directories for a sandbox; it has no REFER either, so that a best-effort program has none.
    make(t.main, 'granted').expect(granted).control('same');
  },
);

scenario('an ordinary user gives up IOCTL_DEV and keeps it by a rule', { doc, tags, programs }, (t) => {
  t.main.dropPrivileges();
  landlock(t.main, { fs: ['IOCTL_DEV'], rules: [{ path: '/dev/zero', access: ['IOCTL_DEV'] }] });
  for (const [path, errno] of [
    ['/dev/full', EACCES],
    ['/dev/zero', ENOTTY],
  ] as const) {
    const device = t.main.open(path, O_RDONLY);
    t.main
      .ioctl(device, FIONREAD, t.buffer(4))
      .expect(answerOf('IOCTL_DEV', errno, ENOTTY), 'Documentation/userspace-api/landlock.rst: IOCTL support')
      .control(ENOTTY);
  }
});

scenario(
  'an ordinary user makes whiteouts with the right to make files',
  { doc: 'security/landlock/errata/abi-1.h: erratum_4', tags, programs },
  (t) => {
    t.main.dropPrivileges();
    for (const directory of ['regular', 'character']) t.main.mkdir(directory);
    landlock(t.main, {
      fs: ['MAKE_REG', 'MAKE_CHAR'],
      rules: [
        { path: 'regular', access: ['MAKE_REG'] },
        { path: 'character', access: ['MAKE_CHAR'] },
      ],
    });
    const asRegular = (yes: Outcome, no: Outcome): Expectation => when(erratum(4), yes).when(abi(1), no).otherwise(OK);
    t.main.mknod('regular/whiteout', S_IFCHR).expect(asRegular(OK, EACCES));
    t.main.mknod('character/whiteout', S_IFCHR).expect(asRegular(EACCES, OK));
  },
);

scenario(
  'permissions and rules both have to allow',
  { doc: 'Documentation/userspace-api/landlock.rst: Landlock rules; fs/namei.c: may_open()', tags, programs },
  (t) => {
    t.main.writeFile('secret', 'content', 0o600);
    t.main.writeFile('public', 'content', 0o644);
    t.main.dropPrivileges();
    landlock(t.main, { fs: ['READ_FILE', 'WRITE_FILE'], rules: [{ path: '.', access: ['READ_FILE'] }] });
    t.main.open('secret', O_RDONLY).expect(EACCES).control('same');
    t.main.open('public', O_RDONLY).expect(OK);
    t.main.open('public', O_WRONLY).expect(EACCES).control('same');
  },
);
