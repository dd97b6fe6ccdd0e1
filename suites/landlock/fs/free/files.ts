import {
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  anyOf,
  ENOSYS,
  EOPNOTSUPP,
  F_GETFL,
  F_OK,
  F_SETFL,
  F_SETOWN,
  FALLOC_FL_KEEP_SIZE,
  FALLOC_FL_PUNCH_HOLE,
  FIGETBSZ,
  FIONREAD,
  FIOQSIZE,
  feature,
  MAP_SHARED,
  O_APPEND,
  OK,
  PROT_READ,
  PROT_WRITE,
  R_OK,
  s32,
  s64,
  struct,
  u16,
  value,
  W_OK,
} from '../../../../runner/index.ts';
import { FILE, FOLDER, opened, type Topic } from './free.ts';

const FALLOC_FL_COLLAPSE_RANGE = 8;
const LOCK_EX = 2;
const LOCK_UN = 8;
const F_SETLK = 6;
const F_OFD_SETLK = 37;
const F_NOTIFY = 1026;
const DN_CREATE = 4;
const F_WRLCK = 1;
const F_UNLCK = 2;
const IN_ALL_EVENTS = 0xfff;
const STATX_BASIC_STATS = 0x7ff;

/** `struct flock` of 64-bit kernels. */
const flock = struct('flock', { type: u16, whence: u16, padding: s32, start: s64, length: s64, pid: s32, tail: s32 });

const metadata: Topic = {
  label: 'looking at files',
  prepare: opened,
  calls: (t, a) => [
    [a.syscall('stat', 'file', t.buffer(144)), OK],
    [a.syscall('lstat', 'file', t.buffer(144)), OK],
    [a.syscall('fstat', FILE, t.buffer(144)), OK],
    [a.syscall('newfstatat', AT_FDCWD, 'folder', t.buffer(144), 0), OK],
    [a.syscall('statx', AT_FDCWD, 'file', 0, STATX_BASIC_STATS, t.buffer(256)), OK],
    [a.syscall('access', 'file', R_OK | W_OK), OK],
    [a.syscall('faccessat2', AT_FDCWD, 'folder', F_OK, AT_SYMLINK_NOFOLLOW), OK],
    [a.syscall('readlink', '/proc/self', t.buffer(64), 64), OK],
    [a.syscall('getcwd', t.buffer(64), 64), OK],
    [a.syscall('statfs', 'file', t.buffer(120)), OK],
    [a.syscall('fstatfs', FILE, t.buffer(120)), OK],
    [a.syscall('name_to_handle_at', AT_FDCWD, 'file', t.buffer(136, Uint8Array.of(128)), t.buffer(4), 0), OK],
    [a.syscall('inotify_add_watch', a.syscall('inotify_init1', 0), 'file', IN_ALL_EVENTS), OK],
    [a.syscall('getdents64', FOLDER, t.buffer(512), 512), OK],
  ],
};

const changing: Topic = {
  label: 'changing what is known of files',
  prepare: opened,
  calls: (t, a) => [
    [a.chmod('file', 0o600), OK],
    [a.syscall('fchmod', FILE, 0o644), OK],
    [a.syscall('fchmodat', AT_FDCWD, 'folder', 0o700), OK],
    [a.syscall('chown', 'file', 0, 0), OK],
    [a.syscall('lchown', 'file', 0, 0), OK],
    [a.syscall('fchown', FILE, 0, 0), OK],
    [a.syscall('fchownat', AT_FDCWD, 'folder', 0, 0, 0), OK],
    [a.syscall('utimensat', AT_FDCWD, 'file', null, 0), OK],
    [a.syscall('setxattr', 'file', 'trusted.kconform', 'x', 1, 0), OK],
    [a.syscall('fsetxattr', FILE, 'trusted.kconform', 'yz', 2, 0), OK],
    [a.syscall('getxattr', 'file', 'trusted.kconform', t.buffer(8), 8), value(2)],
    [a.syscall('listxattr', 'file', t.buffer(64), 64), OK],
    [a.syscall('removexattr', 'file', 'trusted.kconform'), OK],
  ],
};

const going: Topic = {
  label: 'going elsewhere',
  prepare: opened,
  calls: (_, a) => [
    [a.chdir('folder'), OK],
    [a.chdir('..'), OK],
    [a.syscall('fchdir', FOLDER), OK],
    [a.syscall('chroot', '.'), OK],
    [a.syscall('umask', 0o22), OK],
  ],
};

const locking: Topic = {
  label: 'locks and flags of descriptors',
  prepare: opened,
  calls: (_, a) => [
    [a.syscall('flock', FILE, LOCK_EX), OK],
    [a.syscall('flock', FILE, LOCK_UN), OK],
    [a.fcntl(FILE, F_SETLK, flock.encode({ type: F_WRLCK })), OK],
    [a.fcntl(FILE, F_SETLK, flock.encode({ type: F_UNLCK })), OK],
    [a.fcntl(FILE, F_OFD_SETLK, flock.encode({ type: F_WRLCK })), OK],
    [a.fcntl(FILE, F_GETFL), OK],
    [a.fcntl(FILE, F_SETFL, O_APPEND), OK],
    [a.fcntl(FILE, F_SETOWN, a), OK],
    [a.ioctl(FILE, FIONREAD, a.context.buffer(4)), OK],
    [a.ioctl(FILE, FIGETBSZ, a.context.buffer(4)), OK],
    [a.ioctl(FOLDER, FIOQSIZE, a.context.buffer(8)), OK],
  ],
};

const notices: Topic = {
  label: 'signals about changes in a directory',
  requirements: { needs: ['root', feature('dnotify')] },
  prepare: opened,
  calls: (_, a) => [[a.fcntl(FOLDER, F_NOTIFY, DN_CREATE), OK]],
};

const content: Topic = {
  label: 'the content of open files',
  prepare: opened,
  calls: (t, a) => [
    [a.read(FILE), value(7)],
    [a.write(FILE, 'more'), value(4)],
    [a.syscall('pread64', FILE, t.buffer(16), 16, 0), value(11)],
    [a.syscall('pwrite64', FILE, 'x', 1, 0), value(1)],
    [a.syscall('lseek', FILE, 0, 0), value(0)],
    [a.syscall('mmap', null, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, FILE, 0), OK],
    [a.syscall('sendfile', a.memfdCreate(), FILE, null, 64), value(11)],
    [a.syscall('copy_file_range', FILE, t.buffer(8), FILE, t.buffer(8, Uint8Array.of(16)), 4, 0), value(4)],
    [a.syscall('fallocate', FILE, 0, 0, 8192), OK],
    [a.syscall('fallocate', FILE, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096), OK],
    // tmpfs has no collapsing: the filesystem says so, and not Landlock.
    [a.syscall('fallocate', FILE, FALLOC_FL_COLLAPSE_RANGE, 0, 4096), EOPNOTSUPP],
    [a.syscall('fsync', FILE), OK],
    [a.syscall('fadvise64', FILE, 0, 0, 0), OK],
  ],
};

const anonymous: Topic = {
  label: 'descriptors of nothing that has a path',
  calls: (t, a) => [
    [a.memfdCreate(), OK],
    // CONFIG_SECRETMEM, and off by default before 6.5.
    [a.syscall('memfd_secret', 0), anyOf(OK, ENOSYS)],
    [a.pipe2(), OK],
    [a.syscall('eventfd2', 0, 0), OK],
    [a.syscall('timerfd_create', 0, 0), OK],
    [a.syscall('signalfd4', -1, t.buffer(8), 8, 0), OK],
    [a.syscall('epoll_create1', 0), OK],
    [a.syscall('inotify_init1', 0), OK],
    [a.pidfdOpen(a), OK],
  ],
};

export const fileTopics: readonly Topic[] = [metadata, changing, going, locking, notices, content, anonymous];
