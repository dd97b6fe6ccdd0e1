import {
  type Actor,
  AF_UNIX,
  AT_FDCWD,
  EADDRINUSE,
  EBUSY,
  EEXIST,
  EFAULT,
  EINVAL,
  EISDIR,
  ELOOP,
  ENAMETOOLONG,
  ENOENT,
  ENOEXEC,
  ENOTDIR,
  ENOTEMPTY,
  ENXIO,
  EPERM,
  EROFS,
  ETXTBSY,
  ends,
  executable,
  MS_RDONLY,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOATIME,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  type Outcome,
  pathAddress,
  RENAME_EXCHANGE,
  RENAME_NOREPLACE,
  RESOLVE_NO_SYMLINKS,
  S_IFCHR,
  S_IFIFO,
  S_IFREG,
  S_IFSOCK,
  SOCK_STREAM,
  type Step,
} from '../../../runner/index.ts';
import { writeProgram } from './operations/executing.ts';
import { NULL_DEVICE } from './operations/kinds.ts';

/** A call that is wrong in itself, and for which the domain lacks the right. */
export interface Fault {
  readonly label: string;
  /** What is wrong with it. */
  readonly answer: Outcome;
  /** It takes an ordinary user to be refused. */
  readonly unprivileged?: boolean;
  prepare?(main: Actor): void;
  act(actor: Actor): Step;
}

const fault = (label: string, answer: Outcome, act: Fault['act'], prepare?: Fault['prepare']): Fault => ({
  label,
  answer,
  act,
  ...(prepare === undefined ? {} : { prepare }),
});

const file = (main: Actor) => main.writeFile('file', 'content');
const folder = (main: Actor) => {
  main.mkdir('folder');
};
const full = (main: Actor) => {
  folder(main);
  main.writeFile('folder/inside', 'content');
};
const both = (main: Actor) => {
  file(main);
  folder(main);
};
const link = (main: Actor) => {
  file(main);
  main.symlink('file', 'link');
};
const readOnly = (main: Actor) => {
  folder(main);
  main.mount('tmpfs', 'folder', 'tmpfs');
  main.writeFile('folder/file', 'content');
  main.mount('tmpfs', 'folder', 'tmpfs', 0x20 | MS_RDONLY);
};
/** A process that does nothing but wait in the program of this name. */
const running = (main: Actor) => {
  writeProgram(main, 'program', executable([0xb8, 34, 0, 0, 0, 0x0f, 0x05])); // pause()
  main.process('running').execve('program').expect(ends);
};
const long = 'n'.repeat(256);

/** What the VFS finds before it asks the security module (fs/namei.c, fs/open.c). */
export const before: readonly Fault[] = [
  fault('ENOENT of a missing file', ENOENT, (a) => a.open('missing')),
  fault('ENOENT of a missing directory', ENOENT, (a) => a.open('missing/file', O_WRONLY | O_CREAT)),
  fault('ENOENT of unlink', ENOENT, (a) => a.unlink('missing')),
  fault('ENOENT of rmdir', ENOENT, (a) => a.rmdir('missing')),
  fault('ENOENT of rename', ENOENT, (a) => a.rename('missing', 'new')),
  fault('ENOENT of link', ENOENT, (a) => a.link('missing', 'new')),
  fault('ENOENT of truncate', ENOENT, (a) => a.truncate('missing', 0)),
  fault('ENOENT of an exchange', ENOENT, (a) => a.renameat2('file', 'missing', RENAME_EXCHANGE), file),
  fault('ENAMETOOLONG', ENAMETOOLONG, (a) => a.mkdir(long)),
  fault('EFAULT of the path', EFAULT, (a) => a.syscall('mkdir', 8, 0o755)),
  fault('ELOOP of O_NOFOLLOW', ELOOP, (a) => a.open('link', O_RDONLY | O_NOFOLLOW), link),
  fault(
    'ELOOP of RESOLVE_NO_SYMLINKS',
    ELOOP,
    (a) => a.openat2(AT_FDCWD, 'link', { resolve: RESOLVE_NO_SYMLINKS }),
    link,
  ),
  fault('ENOTDIR of O_DIRECTORY', ENOTDIR, (a) => a.open('file', O_RDONLY | O_DIRECTORY), file),
  fault('ENOTDIR of a component', ENOTDIR, (a) => a.mkdir('file/new'), file),
  fault('EISDIR of opening for writing', EISDIR, (a) => a.open('folder', O_WRONLY), folder),
  fault('EISDIR of O_CREAT', EISDIR, (a) => a.open('folder', O_RDONLY | O_CREAT), folder),
  fault('EISDIR of truncate', EISDIR, (a) => a.truncate('folder', 0), folder),
  fault(
    'EINVAL of truncating a FIFO',
    EINVAL,
    (a) => a.truncate('fifo', 0),
    (m) => {
      m.mknod('fifo', S_IFIFO | 0o644);
    },
  ),
  fault('EINVAL of a negative length', EINVAL, (a) => a.truncate('file', -1), file),
  fault('EEXIST of O_EXCL', EEXIST, (a) => a.open('file', O_WRONLY | O_CREAT | O_EXCL), file),
  fault('EEXIST of mkdir', EEXIST, (a) => a.mkdir('folder'), folder),
  fault('EEXIST of mknod', EEXIST, (a) => a.mknod('file', S_IFREG | 0o644), file),
  fault('EEXIST of symlink', EEXIST, (a) => a.symlink('x', 'file'), file),
  fault('EEXIST of link', EEXIST, (a) => a.link('file', 'folder'), both),
  fault('EEXIST of RENAME_NOREPLACE', EEXIST, (a) => a.renameat2('file', 'folder', RENAME_NOREPLACE), both),
  fault('EADDRINUSE of bind', EADDRINUSE, (a) => a.bind(a.socket(AF_UNIX, SOCK_STREAM), pathAddress('file')), file),
  fault('EINVAL of moving a directory into itself', EINVAL, (a) => a.rename('folder', 'folder/inside'), folder),
  fault('ENOTEMPTY of moving a file over its directory', ENOTEMPTY, (a) => a.rename('folder/inside', 'folder'), full),
  fault(
    'EINVAL of contradictory flags',
    EINVAL,
    (a) => a.renameat2('file', 'new', RENAME_NOREPLACE | RENAME_EXCHANGE),
    file,
  ),
  fault('EINVAL of removing the working directory by a dot', EINVAL, (a) => a.rmdir('.')),
  fault('EBUSY of moving a dot', EBUSY, (a) => a.rename('.', 'new')),
  fault('EROFS of opening for writing', EROFS, (a) => a.open('folder/file', O_RDWR), readOnly),
  fault('EROFS of mkdir', EROFS, (a) => a.mkdir('folder/new'), readOnly),
  fault('EROFS of unlink', EROFS, (a) => a.unlink('folder/file'), readOnly),
  fault('EROFS of rename', EROFS, (a) => a.rename('folder/file', 'folder/new'), readOnly),
  fault('EROFS of truncate', EROFS, (a) => a.truncate('folder/file', 0), readOnly),
  fault('ETXTBSY of opening for writing', ETXTBSY, (a) => a.open('program', O_WRONLY), running),
  fault('ETXTBSY of truncate', ETXTBSY, (a) => a.truncate('program', 0), running),
  fault('ENOENT of execve', ENOENT, (a) => a.program(['./missing'])),
  { ...fault('EPERM of O_NOATIME', EPERM, (a) => a.open('/etc', O_RDONLY | O_NOATIME)), unprivileged: true },
];

/** What is found after the security module was asked: in the file, or by the filesystem. */
export const after: readonly Fault[] = [
  fault(
    'ENXIO of a socket file',
    ENXIO,
    (a) => a.open('socket'),
    (m) => {
      m.mknod('socket', S_IFSOCK | 0o644);
    },
  ),
  fault(
    'ENXIO of a FIFO that nobody reads',
    ENXIO,
    (a) => a.open('fifo', O_WRONLY | O_NONBLOCK),
    (m) => {
      m.mknod('fifo', S_IFIFO | 0o644);
    },
  ),
  fault('ENOTEMPTY of rmdir', ENOTEMPTY, (a) => a.rmdir('folder'), full),
  fault(
    'ENOTEMPTY of rename',
    ENOTEMPTY,
    (a) => a.rename('other', 'folder'),
    (m) => {
      full(m);
      m.mkdir('other');
    },
  ),
  fault('ENOTDIR of rmdir', ENOTDIR, (a) => a.rmdir('file'), file),
  fault('EISDIR of unlink', EISDIR, (a) => a.unlink('folder'), folder),
  fault('EISDIR of renaming a file over a directory', EISDIR, (a) => a.rename('file', 'folder'), both),
  fault('ENOTDIR of renaming a directory over a file', ENOTDIR, (a) => a.rename('folder', 'file'), both),
  fault('EPERM of linking a directory', EPERM, (a) => a.link('folder', 'new'), folder),
  fault('EBUSY of removing a mount point', EBUSY, (a) => a.rmdir('folder'), readOnly),
  fault(
    'ENOEXEC of execve',
    ENOEXEC,
    (a) => a.program(['./program']),
    (m) => writeProgram(m, 'program', 'nothing'),
  ),
  fault(
    'ETXTBSY of execve',
    ETXTBSY,
    (a) => a.program(['./program']),
    (m) => {
      writeProgram(m, 'program');
      m.open('program', O_WRONLY);
    },
  ),
  {
    ...fault('EPERM of making a device', EPERM, (a) => a.mknod('new', S_IFCHR | 0o644, NULL_DEVICE)),
    unprivileged: true,
  },
  {
    ...fault(
      'EPERM of the sticky bit',
      EPERM,
      (a) => a.unlink('file'),
      (m) => {
        m.writeFile('file', 'content');
      },
    ),
    unprivileged: true,
  },
];
