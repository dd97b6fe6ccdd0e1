import {
  type Actor,
  AF_UNIX,
  type Context,
  ENOEXEC,
  O_DIRECTORY,
  O_RDONLY,
  O_WRONLY,
  type Outcome,
  pathAddress,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFREG,
  S_IFSOCK,
  SOCK_STREAM,
  type Step,
} from '../../../runner/index.ts';
import type { FsRight } from '../uapi.ts';

/** A request that needs one filesystem right, below the directory `d` that {@link prepare} makes. */
export interface FsRequest {
  readonly right: FsRight;
  /** ABI that brought the right. */
  readonly since: number;
  /** The file that the record names. */
  readonly object: string;
  act(actor: Actor): Step;
  /** What it answers without a sandbox, when that is not success. */
  readonly control?: Outcome;
}

/** Makes what the requests work on: `d` with a file, a directory and a socket on which `t.main` listens. */
export function prepare({ main }: Context): void {
  main.mkdir('d');
  main.writeFile('d/file', '', 0o755);
  main.mkdir('d/empty');
  const socket = main.socket(AF_UNIX, SOCK_STREAM);
  main.bind(socket, pathAddress('d/socket'));
  main.listen(socket);
}

const NULL_DEVICE = (1 << 8) | 3;

const making = (right: FsRight, mode: number, device = 0): FsRequest => ({
  right,
  since: 1,
  object: 'd',
  act: (actor) => actor.mknod('d/new', mode | 0o600, device),
});

/** One request for each right whose denial is told by one record, and which a file on any file system can ask for (REFER tells two, IOCTL_DEV needs a device). */
export const fsRequests: readonly FsRequest[] = [
  { right: 'EXECUTE', since: 1, object: 'd/file', act: (actor) => actor.execve('d/file'), control: ENOEXEC },
  { right: 'WRITE_FILE', since: 1, object: 'd/file', act: (actor) => actor.open('d/file', O_WRONLY) },
  { right: 'READ_FILE', since: 1, object: 'd/file', act: (actor) => actor.open('d/file', O_RDONLY) },
  { right: 'READ_DIR', since: 1, object: 'd/empty', act: (actor) => actor.open('d/empty', O_RDONLY | O_DIRECTORY) },
  { right: 'REMOVE_DIR', since: 1, object: 'd', act: (actor) => actor.rmdir('d/empty') },
  { right: 'REMOVE_FILE', since: 1, object: 'd', act: (actor) => actor.unlink('d/file') },
  making('MAKE_CHAR', S_IFCHR, NULL_DEVICE),
  { right: 'MAKE_DIR', since: 1, object: 'd', act: (actor) => actor.mkdir('d/new') },
  making('MAKE_REG', S_IFREG),
  making('MAKE_SOCK', S_IFSOCK),
  making('MAKE_FIFO', S_IFIFO),
  making('MAKE_BLOCK', S_IFBLK, NULL_DEVICE),
  { right: 'MAKE_SYM', since: 1, object: 'd', act: (actor) => actor.symlink('file', 'd/new') },
  { right: 'TRUNCATE', since: 3, object: 'd/file', act: (actor) => actor.truncate('d/file', 0) },
  {
    right: 'RESOLVE_UNIX',
    since: 9,
    object: 'd/socket',
    act: (actor) => actor.connect(actor.socket(AF_UNIX, SOCK_STREAM), pathAddress('d/socket')),
  },
];
