import {
  AF_UNIX,
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_REMOVEDIR,
  O_RDWR,
  O_TMPFILE,
  pathAddress,
  SOCK_STREAM,
} from '../../../../runner/index.ts';
import { appears, type Operation, vanishes } from '../operation.ts';
import { directory, type FileKind, fifo, kinds, linkable, madeAt, regular, socket } from './kinds.ts';

/** Making files without opening them. */
export const making: readonly Operation[] = [
  ...kinds.map(
    (kind): Operation => ({
      label: `make ${kind.label}`,
      needs: kind.make,
      privileged: kind.privileged ?? false,
      perform: (actor) => kind.create(actor, 'new'),
      effects: (main) => [appears(main, 'new')],
    }),
  ),
  {
    label: 'make a regular file with mode 0',
    needs: regular.make,
    perform: (actor) => actor.mknod('new', 0o644),
    effects: (main) => [appears(main, 'new')],
  },
  {
    label: 'bind a socket to a path',
    needs: socket.make,
    perform: (actor) => actor.bind(actor.socket(AF_UNIX, SOCK_STREAM), pathAddress('new')),
    effects: (main) => [appears(main, 'new')],
  },
];

/** Taking names away. */
export const removing: readonly Operation[] = [
  ...kinds.map(
    (kind): Operation => ({
      label: `remove ${kind.label}`,
      needs: [{ right: kind.remove }],
      privileged: kind.privileged ?? false,
      prepare: (main) => {
        kind.create(main, 'old');
      },
      perform: (actor) => (kind === directory ? actor.rmdir('old') : actor.unlink('old')),
      effects: (main) => [vanishes(main, 'old')],
    }),
  ),
  {
    label: 'remove a directory by unlinkat',
    needs: [{ right: 'REMOVE_DIR' }],
    prepare: (main) => {
      main.mkdir('old');
    },
    perform: (actor) => actor.unlinkat(AT_FDCWD, 'old', AT_REMOVEDIR),
    effects: (main) => [vanishes(main, 'old')],
  },
];

const linked = (kind: FileKind, from: string | undefined, to: string | undefined): Operation => ({
  label: `link ${kind.label} ${to === undefined ? 'in its directory' : 'into another directory'}`,
  needs: [
    ...madeAt(kind, to),
    ...(to === undefined
      ? []
      : ([
          { right: 'REFER', at: from! },
          { right: 'REFER', at: to },
        ] as const)),
  ],
  crossing: to !== undefined,
  privileged: kind.privileged ?? false,
  prepare(main) {
    if (from !== undefined) main.mkdir(from);
    if (to !== undefined) main.mkdir(to);
    kind.create(main, `${from ?? '.'}/old`);
  },
  perform: (actor) => actor.link(`${from ?? '.'}/old`, `${to ?? '.'}/new`),
  effects: (main) => [appears(main, `${to ?? '.'}/new`)],
});

/** Giving further names. link() takes a symbolic link for itself. */
export const linking: readonly Operation[] = [
  ...linkable.map((kind) => linked(kind, undefined, undefined)),
  linked(regular, 'from', 'to'),
  linked(fifo, 'from', 'to'),
  {
    label: 'link an unnamed file where it was opened',
    needs: regular.make,
    privileged: true,
    obtain: (main) => main.open('.', O_TMPFILE | O_RDWR),
    perform: (actor, fd) => actor.linkat(fd, '', AT_FDCWD, 'new', AT_EMPTY_PATH),
    effects: (main) => [appears(main, 'new')],
  },
  {
    label: 'link an unnamed file elsewhere',
    needs: [...madeAt(regular, 'to'), { right: 'REFER', at: 'from' }, { right: 'REFER', at: 'to' }],
    crossing: true,
    privileged: true,
    prepare(main) {
      main.mkdir('from');
      main.mkdir('to');
    },
    obtain: (main) => main.open('from', O_TMPFILE | O_RDWR),
    perform: (actor, fd) => actor.linkat(fd, '', AT_FDCWD, 'to/new', AT_EMPTY_PATH),
    effects: (main) => [appears(main, 'to/new')],
  },
];
