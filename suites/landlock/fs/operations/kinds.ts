import {
  type Actor,
  erratum,
  not,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFREG,
  S_IFSOCK,
  type Step,
} from '../../../../runner/index.ts';
import type { FsRight } from '../../uapi.ts';
import type { Need } from '../operation.ts';

/** A kind of file. */
export interface FileKind {
  readonly label: string;
  /** What a new name of it asks for (security/landlock/fs.c, get_mode_access()). */
  readonly make: readonly Need[];
  /** What the end of a name of it asks for (maybe_remove()). */
  readonly remove: FsRight;
  readonly privileged?: boolean;
  create(actor: Actor, path: string): Step;
}

const node = (label: string, right: FsRight, mode: number, device = 0): FileKind => ({
  label,
  make: [{ right }],
  remove: 'REMOVE_FILE',
  privileged: device !== 0,
  create: (actor, path) => actor.mknod(path, mode, device),
});

/** Device numbers as mknod takes them: the major number in the second byte. */
export const NULL_DEVICE = 0x103;
export const LOOP_DEVICE = 0x700;

export const regular = node('a regular file', 'MAKE_REG', S_IFREG | 0o644);
export const fifo = node('a FIFO', 'MAKE_FIFO', S_IFIFO | 0o644);
export const socket = node('a socket file', 'MAKE_SOCK', S_IFSOCK | 0o644);
export const character = node('a character device', 'MAKE_CHAR', S_IFCHR | 0o644, NULL_DEVICE);
export const block = node('a block device', 'MAKE_BLOCK', S_IFBLK | 0o644, LOOP_DEVICE);
/** Only character devices can be whiteouts. */
export const blockZero: FileKind = { ...node('block device 0:0', 'MAKE_BLOCK', S_IFBLK | 0o644), privileged: true };

export const whiteout: FileKind = {
  ...node('a whiteout', 'MAKE_REG', S_IFCHR),
  make: [
    { right: 'MAKE_REG', when: erratum(4) },
    { right: 'MAKE_CHAR', when: not(erratum(4)) },
  ],
};

export const symlink: FileKind = {
  label: 'a symbolic link',
  make: [{ right: 'MAKE_SYM' }],
  remove: 'REMOVE_FILE',
  create: (actor, path) => actor.symlink('nowhere', path),
};

export const directory: FileKind = {
  label: 'a directory',
  make: [{ right: 'MAKE_DIR' }],
  remove: 'REMOVE_DIR',
  create: (actor, path) => actor.mkdir(path),
};

/** Everything that may have more than one name. */
export const linkable: readonly FileKind[] = [regular, fifo, socket, symlink, character, block, blockZero, whiteout];

export const kinds: readonly FileKind[] = [...linkable, directory];

/** The needs of a kind, on one directory. */
export const madeAt = (kind: FileKind, at?: string): Need[] =>
  kind.make.map((need) => ({ ...need, ...(at ? { at } : {}) }));
