import {
  type Actor,
  AF_INET,
  AF_UNIX,
  AT_FDCWD,
  CLONE_NEWNS,
  EBADF,
  EBADFD,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  O_TMPFILE,
  O_WRONLY,
  OPEN_TREE_CLONE,
  type Outcome,
  pathAddress,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Value,
} from '../../../runner/index.ts';
import { createRuleset } from '../calls.ts';
import { FS } from '../uapi.ts';

/** A file of some type, open. */
export interface Parent {
  readonly label: string;
  /** Only root can make it. */
  readonly root?: boolean;
  readonly open: (actor: Actor) => Value;
}

/** Device numbers 1:3 (null) and 7:0 (the first loop device). */
const NULL_DEVICE = 0x103;
const LOOP_DEVICE = 0x700;

const regular = (flags: number) => (actor: Actor) => {
  actor.writeFile('regular');
  return actor.open('regular', flags);
};
const node =
  (type: number, device = 0, flags = O_PATH) =>
  (actor: Actor) => {
    actor.mknod('node', type | 0o666, device);
    return actor.open('node', flags);
  };

/** Files that are no directories, of each type that a filesystem has. */
export const files: readonly Parent[] = [
  { label: 'a regular file', open: regular(O_RDONLY) },
  { label: 'a regular file open for writing', open: regular(O_WRONLY) },
  { label: 'a regular file opened with O_PATH', open: regular(O_PATH) },
  { label: 'a character device', root: true, open: node(S_IFCHR, NULL_DEVICE) },
  { label: 'a character device open for reading and writing', open: (actor) => actor.open('/dev/null', O_RDWR) },
  { label: 'a block device', root: true, open: node(S_IFBLK, LOOP_DEVICE) },
  { label: 'a FIFO', open: node(S_IFIFO) },
  { label: 'a FIFO open for reading', open: node(S_IFIFO, 0, O_RDONLY | O_NONBLOCK) },
  {
    label: 'a socket file',
    open: (actor) => {
      actor.bind(actor.socket(AF_UNIX, SOCK_DGRAM), pathAddress('socket'));
      return actor.open('socket', O_PATH);
    },
  },
  {
    label: 'a symbolic link',
    open: (actor) => {
      actor.symlink('nowhere', 'link');
      return actor.open('link', O_PATH | O_NOFOLLOW);
    },
  },
  { label: 'a file without a name', open: (actor) => actor.open('.', O_TMPFILE | O_RDWR) },
  {
    label: 'an unlinked file',
    open: (actor) => {
      const fd = regular(O_RDONLY)(actor);
      actor.unlink('regular');
      return fd;
    },
  },
  { label: 'a file in /proc', open: (actor) => actor.open('/proc/self/status') },
  { label: 'a link of /proc to a descriptor', open: (actor) => actor.open('/proc/self/fd/0', O_PATH | O_NOFOLLOW) },
];

/** Directories. */
export const directories: readonly Parent[] = [
  { label: 'a directory', open: (actor) => actor.open('.', O_RDONLY | O_DIRECTORY) },
  { label: 'a directory opened with O_PATH', open: (actor) => actor.open('.', O_PATH) },
  { label: 'the root directory', open: (actor) => actor.open('/', O_PATH) },
  { label: 'a directory of /proc', open: (actor) => actor.open('/proc/self', O_PATH | O_DIRECTORY) },
  {
    label: 'a removed directory',
    open: (actor) => {
      actor.mkdir('directory');
      const fd = actor.open('directory', O_PATH);
      actor.rmdir('directory');
      return fd;
    },
  },
  {
    label: 'the root of a detached mount',
    root: true,
    open: (actor) => {
      actor.unshare(CLONE_NEWNS);
      return actor.syscall('open_tree', AT_FDCWD, '.', OPEN_TREE_CLONE);
    },
  },
];

/** What is no parent, and what it is answered. */
export interface RefusedParent {
  readonly answer: Outcome;
  readonly open: (actor: Actor) => Value;
}

/** Numbers that are no descriptor here. */
export const notOpen: readonly RefusedParent[] = [999, -1, AT_FDCWD, -(2 ** 31)].map((fd) => ({
  answer: EBADF,
  open: () => fd,
}));

/** Rulesets, and files of filesystems that are mounted for the kernel only. */
export const internal: readonly RefusedParent[] = [
  { answer: EBADFD, open: (actor) => createRuleset(actor, { handledFs: FS.READ_FILE }) },
  {
    answer: EBADFD,
    open: (actor) => {
      actor.dup3(createRuleset(actor, { handledFs: FS.READ_FILE }), 300);
      return actor.open('/proc/self/fd/300', O_PATH);
    },
  },
  { answer: EBADFD, open: (actor) => actor.socket(AF_UNIX, SOCK_STREAM) },
  { answer: EBADFD, open: (actor) => actor.socket(AF_INET, SOCK_STREAM) },
  { answer: EBADFD, open: (actor) => actor.pairOf(actor.pipe2())[0] },
  {
    answer: EBADFD,
    open: (actor) => {
      actor.dup3(actor.pairOf(actor.pipe2())[0], 301);
      return actor.open('/proc/self/fd/301', O_PATH);
    },
  },
  { answer: EBADFD, open: (actor) => actor.memfdCreate() },
  { answer: EBADFD, open: (actor) => actor.syscall('eventfd2', 0, 0) },
  { answer: EBADFD, open: (actor) => actor.syscall('epoll_create1', 0) },
  { answer: EBADFD, open: (actor) => actor.syscall('timerfd_create', 0, 0) },
  { answer: EBADFD, open: (actor) => actor.syscall('signalfd4', -1, new Uint8Array(8), 8, 0) },
  { answer: EBADFD, open: (actor) => actor.syscall('inotify_init1', 0) },
  { answer: EBADFD, open: (actor) => actor.pidfdOpen(actor) },
  { answer: EBADFD, open: (actor) => actor.open('/proc/self/ns/mnt') },
];
