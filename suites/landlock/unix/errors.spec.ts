import {
  ECONNREFUSED,
  EINVAL,
  ELOOP,
  ENOENT,
  ENOTCONN,
  ENOTDIR,
  EOPNOTSUPP,
  EPROTOTYPE,
  type Outcome,
  scenario,
  unspecAddress,
} from '../../../runner/index.ts';
import { datagram, pathNames, type SocketType, seqpacket, serve, stream } from '../unix-sockets.ts';
import { type Mistake, mistakeFirst } from '../unix-stories.ts';

const tags = ['fs', 'unix', 'errno'];
const programs = ['strict', 'best-effort'] as const;
const name = pathNames.address('socket');
const sendto: Mistake['attempt'] = (client, socket) => client.sendto(socket, 'x', name);
const served =
  (type: SocketType): NonNullable<Mistake['prepare']> =>
  (server) =>
    serve(server, type, name);
const both = (
  label: string,
  error: Outcome,
  prepare: NonNullable<Mistake['prepare']>,
  at = name,
): readonly Mistake[] => [
  { label: `${label}, connect`, error, type: stream, prepare, attempt: (client, fd) => client.connect(fd, at) },
  { label: `${label}, sendto`, error, type: datagram, prepare, attempt: (client, fd) => client.sendto(fd, 'x', at) },
];

// net/unix/af_unix.c, unix_find_bsd(): the path is walked, the file looked at and the socket's type compared before Landlock is asked.
const first: readonly Mistake[] = [
  ...both('a path that does not exist', ENOENT, () => {}),
  ...both('a path through a file', ENOTDIR, (server) => server.writeFile('file'), pathNames.address('file/socket')),
  ...both('a loop of symlinks', ELOOP, (server) => server.symlink('socket', 'socket')),
  ...both('a regular file', ECONNREFUSED, (server) => server.writeFile('socket')),
  ...both('a directory', ECONNREFUSED, (server) => server.mkdir('socket')),
  ...both('a path that nobody serves any more', ECONNREFUSED, (server) => {
    server.close(serve(server, seqpacket, name));
  }),
  ...both('a socket of another type', EPROTOTYPE, served(seqpacket)),
  {
    label: 'connect of a stream to AF_UNSPEC',
    error: EINVAL,
    type: stream,
    attempt: (client, socket) => client.connect(socket, unspecAddress()),
  },
  { label: 'sendto of a stream', error: EOPNOTSUPP, type: stream, prepare: served(stream), attempt: sendto },
  {
    label: 'sendto of an unconnected seqpacket socket',
    error: ENOTCONN,
    type: seqpacket,
    prepare: served(seqpacket),
    attempt: sendto,
  },
];

scenario(
  'other errors of paths come before EACCES: {mistake}',
  { doc: 'net/unix/af_unix.c: unix_find_bsd()', tags, variants: { mistake: first }, programs },
  (t) => mistakeFirst(t, pathNames, t.mistake),
);
