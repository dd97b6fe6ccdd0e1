import {
  type Actor,
  AT_FDCWD,
  abi,
  CLONE_NEWNS,
  EAGAIN,
  EBADF,
  EBUSY,
  EFAULT,
  EINVAL,
  ELOOP,
  ENODEV,
  ENOENT,
  ENOTDIR,
  EPERM,
  type Expectation,
  FSCONFIG_CMD_RECONFIGURE,
  MNT_EXPIRE,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_BIND,
  MS_MOVE,
  MS_NOUSER,
  MS_PRIVATE,
  MS_REMOUNT,
  MS_SHARED,
  named,
  type Outcome,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { makeMounts } from './calls.ts';

const programs = ['strict', 'best-effort'] as const;
const tags = ['mounts', 'errors'];

interface Fault {
  readonly label: string;
  readonly make: (actor: Actor) => Step;
  readonly errno: Outcome;
}

const BAD = named(8, 'a bad address');

/** What the kernel looks at before it asks Landlock: paths, descriptors, flags, and whether there is a mount to take away. */
const before: readonly Fault[] = [
  { label: 'mount() on a missing path', make: (a) => a.mount('tmpfs', 'missing', 'tmpfs'), errno: ENOENT },
  { label: 'mount() on no directory', make: (a) => a.mount('tmpfs', 'file/x', 'tmpfs'), errno: ENOTDIR },
  { label: 'mount() of a type at a bad address', make: (a) => a.mount('tmpfs', 'target', BAD), errno: EFAULT },
  {
    label: 'mount() with a flag of the kernel',
    make: (a) => a.mount('x', 'target', 'tmpfs', MS_NOUSER),
    errno: EINVAL,
  },
  { label: 'umount2() with an unknown flag', make: (a) => a.umount2('mounted', 0x100), errno: EINVAL },
  { label: 'umount2() of a missing path', make: (a) => a.umount2('missing'), errno: ENOENT },
  { label: 'umount2() of what is no mount', make: (a) => a.umount2('target'), errno: EINVAL },
  { label: 'pivot_root() to a missing path', make: (a) => a.pivotRoot('missing', 'missing/old'), errno: ENOENT },
  { label: 'pivot_root() to a file', make: (a) => a.pivotRoot('file', 'mounted'), errno: ENOTDIR },
  {
    label: 'move_mount() with an unknown flag',
    make: (a) => a.moveMount(AT_FDCWD, 'mounted', AT_FDCWD, 'target', 0x8),
    errno: EINVAL,
  },
  {
    label: 'move_mount() of a missing path',
    make: (a) => a.moveMount(AT_FDCWD, 'missing', AT_FDCWD, 'target'),
    errno: ENOENT,
  },
  {
    label: 'move_mount() to a missing path',
    make: (a) => a.moveMount(AT_FDCWD, 'mounted', AT_FDCWD, 'missing'),
    errno: ENOENT,
  },
  {
    label: 'move_mount() of no descriptor',
    make: (a) => a.moveMount(900, '', AT_FDCWD, 'target', MOVE_MOUNT_F_EMPTY_PATH),
    errno: EBADF,
  },
  {
    label: 'fsconfig() that reconfigures what is not mounted',
    make: (a) => a.fsconfig(a.fsopen('tmpfs'), FSCONFIG_CMD_RECONFIGURE),
    errno: EBUSY,
  },
  { label: 'fspick() of what is no mount', make: (a) => a.fspick(AT_FDCWD, 'target'), errno: EINVAL },
];

scenario(
  '{fault} fails as without a sandbox',
  {
    doc: 'fs/namespace.c: path_mount(), can_umount(), pivot_root(), move_mount(); fs/fsopen.c: vfs_cmd_reconfigure() (what comes before the hooks)',
    tags,
    variants: { fault: before },
    programs,
  },
  (t) => {
    makeMounts(t.main);
    t.main.writeFile('file');
    landlock(t.main, { fs: ['MAKE_BLOCK'] });
    t.fault.make(t.main).expect(t.fault.errno).control('same');
  },
);

/** What the kernel looks at after it has asked Landlock: `errno` is the answer without a sandbox. */
const after: readonly Fault[] = [
  { label: 'mount() of an unknown type', make: (a) => a.mount('x', 'target', 'unknown'), errno: ENODEV },
  { label: 'a bind mount of a missing path', make: (a) => a.mount('missing', 'target', null, MS_BIND), errno: ENOENT },
  { label: 'remounting what is no mount', make: (a) => a.mount(null, 'target', null, MS_REMOUNT), errno: EINVAL },
  { label: 'moving what is no mount', make: (a) => a.mount('source', 'target', null, MS_MOVE), errno: EINVAL },
  { label: 'moving a mount below itself', make: (a) => a.mount('mounted', 'mounted/x', null, MS_MOVE), errno: ELOOP },
  {
    label: 'a mount that is to be both shared and private',
    make: (a) => a.mount(null, 'mounted', null, MS_SHARED | MS_PRIVATE),
    errno: EINVAL,
  },
  {
    label: 'umount2() of a mount in use',
    make: (a) => {
      a.open('mounted/x');
      return a.umount2('mounted');
    },
    errno: EBUSY,
  },
  { label: 'umount2() of a mount that is to expire', make: (a) => a.umount2('mounted', MNT_EXPIRE), errno: EAGAIN },
  { label: 'pivot_root() to what is no mount', make: (a) => a.pivotRoot('target', 'target'), errno: EINVAL },
  {
    label: 'move_mount() of what is no mount',
    make: (a) => a.moveMount(AT_FDCWD, 'source', AT_FDCWD, 'target'),
    errno: EINVAL,
  },
  {
    label: 'move_mount() below itself',
    make: (a) => a.moveMount(AT_FDCWD, 'mounted', AT_FDCWD, 'mounted/x'),
    errno: ELOOP,
  },
];

scenario(
  '{fault} is refused before the fault is found',
  {
    doc: 'fs/namespace.c: path_mount(), do_umount(), pivot_root(), vfs_move_mount() (the hook comes first)',
    tags,
    variants: { fault: after },
    programs,
  },
  (t) => {
    const { errno } = t.fault;
    makeMounts(t.main);
    t.main.mkdir('mounted/x');
    landlock(t.main, { fs: ['MAKE_BLOCK'] });
    t.fault
      .make(t.main)
      .expect(since(abi(1), EPERM).otherwise(errno))
      .control(errno);
  },
);

const unprivileged: Expectation = EPERM;

scenario(
  'whoever lacks the privilege gets the same error with and without a sandbox',
  { doc: 'fs/namespace.c: may_mount()', tags, programs },
  (t) => {
    makeMounts(t.main);
    t.main.dropPrivileges();
    landlock(t.main, { fs: ['MAKE_BLOCK'] });
    t.main.mount('tmpfs', 'target', 'tmpfs').expect(unprivileged).control('same');
    t.main.umount2('mounted').expect(unprivileged).control('same');
    t.main.pivotRoot('mounted', 'mounted').expect(unprivileged).control('same');
    t.main.moveMount(AT_FDCWD, 'mounted', AT_FDCWD, 'target').expect(unprivileged).control('same');
    t.main.openTree(AT_FDCWD, 'source', 1).expect(unprivileged).control('same');
    t.main.unshare(CLONE_NEWNS).expect(unprivileged).control('same');
    t.main.chroot('source').expect(unprivileged).control('same');
  },
);
