import {
  type Actor,
  AT_FDCWD,
  ENXIO,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  O_TMPFILE,
  O_TRUNC,
  O_WRONLY,
  RESOLVE_BENEATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from '../../../../runner/index.ts';
import type { FsRight } from '../../uapi.ts';
import { appears, type Operation, shrinks } from '../operation.ts';
import { character, type FileKind, fifo, socket } from './kinds.ts';

const rights = (...names: FsRight[]) => names.map((right) => ({ right }));
/** Neither for reading nor for writing: for ioctl only (open(2)). */
const ACCESS_MODE_3 = 3;

const existing = (label: string, flags: number, ...names: FsRight[]): Operation => ({
  label: `open ${label}`,
  needs: rights(...names),
  prepare: (main) => main.writeFile('file', 'content'),
  perform: (actor) => actor.open('file', flags),
  effects: (main) => [shrinks(main, 'file', 7, (flags & O_TRUNC) !== 0 && (flags & O_PATH) === 0 ? 0 : 7)],
});

const fresh = (label: string, flags: number, ...names: FsRight[]): Operation => ({
  label: `create with ${label}`,
  needs: rights(...names),
  perform: (actor) => actor.open('new', flags | O_CREAT, 0o600),
  // The file is made before it is opened, and stays when that is denied.
  effects: (main, removed) => [
    {
      ...appears(main, 'new'),
      ...(removed === undefined || removed === 'MAKE_REG' ? {} : { before: appears(main, 'new').after }),
    },
  ],
});

const special = (kind: FileKind, mode: string, flags: number, refused: boolean, ...names: FsRight[]): Operation => ({
  label: `open ${kind.label} for ${mode}`,
  needs: rights(...names),
  privileged: kind.privileged ?? false,
  ...(refused ? { answer: () => ENXIO } : {}),
  prepare: (main) => {
    kind.create(main, 'special');
  },
  perform: (actor) => actor.open('special', flags | O_NONBLOCK),
});

const resolved = (label: string, resolve: number): Operation => ({
  label: `openat2 ${label}`,
  needs: rights('READ_FILE'),
  prepare: (main) => main.writeFile('file', 'content'),
  perform: (actor) => actor.openat2(AT_FDCWD, 'file', { flags: O_RDONLY, resolve }),
});

/** A `struct file_handle` that is 128 bytes long at most, filled by name_to_handle_at(). */
const handleOf = (main: Actor) => {
  const handle = main.context.buffer(136, Uint8Array.of(128), 'handle');
  main.syscall('name_to_handle_at', AT_FDCWD, 'file', handle, main.context.buffer(4), 0);
  return handle;
};

/** Opening what exists. */
export const opening: readonly Operation[] = [
  existing('for reading', O_RDONLY, 'READ_FILE'),
  existing('for writing', O_WRONLY, 'WRITE_FILE'),
  existing('for appending', O_WRONLY | O_APPEND, 'WRITE_FILE'),
  existing('for both', O_RDWR, 'READ_FILE', 'WRITE_FILE'),
  existing('with access mode 3', ACCESS_MODE_3),
  existing('with O_PATH', O_PATH),
  existing('with O_PATH and O_TRUNC', O_PATH | O_TRUNC),
  existing('for reading with O_CREAT', O_RDONLY | O_CREAT, 'READ_FILE'),
  existing('for reading with O_TRUNC', O_RDONLY | O_TRUNC, 'READ_FILE', 'TRUNCATE'),
  existing('for writing with O_TRUNC', O_WRONLY | O_TRUNC, 'WRITE_FILE', 'TRUNCATE'),
  existing('for both with O_TRUNC', O_RDWR | O_TRUNC, 'READ_FILE', 'WRITE_FILE', 'TRUNCATE'),
  existing('with access mode 3 and O_TRUNC', ACCESS_MODE_3 | O_TRUNC, 'TRUNCATE'),
  existing('for writing with O_CREAT and O_TRUNC', O_WRONLY | O_CREAT | O_TRUNC, 'WRITE_FILE', 'TRUNCATE'),
  {
    ...existing('by creat', O_TRUNC, 'WRITE_FILE', 'TRUNCATE'),
    perform: (actor) => actor.syscall('creat', 'file', 0o600),
  },
  {
    ...existing('by truncate', O_TRUNC, 'TRUNCATE'),
    label: 'truncate',
    perform: (actor) => actor.truncate('file', 0),
  },
  resolved(
    'with RESOLVE_BENEATH and no links',
    RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
  ),
  resolved('with RESOLVE_IN_ROOT', RESOLVE_IN_ROOT),
  {
    label: 'open through a symbolic link',
    needs: [{ right: 'READ_FILE', at: 'target' }],
    prepare(main) {
      main.mkdir('target');
      main.writeFile('target/file', 'content');
      main.symlink('target/file', 'link');
    },
    perform: (actor) => actor.open('link', O_RDONLY),
  },
  {
    label: 'open by a file handle',
    needs: rights('READ_FILE', 'WRITE_FILE'),
    privileged: true,
    prepare: (main) => main.writeFile('file', 'content'),
    obtain: handleOf,
    perform: (actor, handle) => actor.syscall('open_by_handle_at', AT_FDCWD, handle, O_RDWR),
  },
  {
    label: 'open a directory',
    needs: rights('READ_DIR'),
    perform: (actor) => actor.open('.', O_RDONLY | O_DIRECTORY),
  },
  {
    label: 'open a directory with O_PATH',
    needs: [],
    perform: (actor) => actor.open('.', O_PATH | O_DIRECTORY),
  },
  special(fifo, 'reading', O_RDONLY, false, 'READ_FILE'),
  special(fifo, 'both', O_RDWR, false, 'READ_FILE', 'WRITE_FILE'),
  // Nobody reads.
  special(fifo, 'writing', O_WRONLY, true, 'WRITE_FILE'),
  special(socket, 'reading', O_RDONLY, true, 'READ_FILE'),
  special(socket, 'writing', O_WRONLY, true, 'WRITE_FILE'),
  special(character, 'both', O_RDWR, false, 'READ_FILE', 'WRITE_FILE'),
];

/** Opening what open() makes first. */
export const creating: readonly Operation[] = [
  fresh('O_RDONLY', O_RDONLY, 'MAKE_REG', 'READ_FILE'),
  fresh('O_WRONLY', O_WRONLY, 'MAKE_REG', 'WRITE_FILE'),
  fresh('O_RDWR and O_EXCL', O_RDWR | O_EXCL, 'MAKE_REG', 'READ_FILE', 'WRITE_FILE'),
  fresh('O_WRONLY and O_TRUNC', O_WRONLY | O_TRUNC, 'MAKE_REG', 'WRITE_FILE'),
  fresh('access mode 3', ACCESS_MODE_3, 'MAKE_REG'),
  {
    ...fresh('creat', O_WRONLY, 'MAKE_REG', 'WRITE_FILE'),
    perform: (actor) => actor.syscall('creat', 'new', 0o600),
  },
  {
    label: 'create with O_TMPFILE for both',
    needs: rights('READ_FILE', 'WRITE_FILE'),
    perform: (actor) => actor.open('.', O_TMPFILE | O_RDWR, 0o600),
  },
  {
    label: 'create with O_TMPFILE for writing',
    needs: rights('WRITE_FILE'),
    perform: (actor) => actor.open('.', O_TMPFILE | O_WRONLY, 0o600),
  },
];
