import {
  AF_UNIX,
  ECONNREFUSED,
  EINVAL,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
  SHUT_RD,
  scenario,
  unspecAddress,
} from '../../../runner/index.ts';
import { abstractNames, datagram, type SocketType, seqpacket, serve, stream } from '../unix-sockets.ts';
import { connectedAlready, fullListener, type Mistake, mistakeFirst } from '../unix-stories.ts';

const name = abstractNames.address('kconform');
const other = abstractNames.address('other');
const connect: Mistake['attempt'] = (client, socket) => client.connect(socket, name);
const sendto: Mistake['attempt'] = (client, socket) => client.sendto(socket, 'x', name);
const missing = (type: SocketType, call: string, attempt: Mistake['attempt']): Mistake => ({
  label: `${type.label} ${call} of a name that nobody has`,
  error: ECONNREFUSED,
  type,
  attempt,
});
const deaf = (type: SocketType): Mistake => ({
  label: `${type.label} connect to a socket that does not listen`,
  error: ECONNREFUSED,
  type,
  prepare: (server) => server.bind(server.socket(AF_UNIX, type.value), name),
  attempt: connect,
});

// Each error comes before Landlock is asked, as net/unix/af_unix.c says: it is the same with and without the sandbox.
const cases: readonly Mistake[] = [
  missing(stream, 'connect', connect),
  missing(datagram, 'connect', connect),
  missing(datagram, 'sendto', sendto),
  {
    label: 'connect to a name of another type',
    error: ECONNREFUSED,
    type: stream,
    prepare: (server) => serve(server, datagram, name),
    attempt: connect,
  },
  {
    label: 'connect to a name given up',
    error: ECONNREFUSED,
    type: stream,
    prepare: (server) => server.close(serve(server, stream, name)),
    attempt: connect,
  },
  deaf(stream),
  deaf(seqpacket),
  {
    label: 'connect to a listener that was shut down',
    error: ECONNREFUSED,
    type: stream,
    prepare: (server) => server.shutdown(serve(server, stream, name), SHUT_RD),
    attempt: connect,
  },
  fullListener(name),
  connectedAlready(name),
  {
    label: 'connect of a listener',
    error: EINVAL,
    type: stream,
    prepare: (server, client, socket) => {
      serve(server, stream, name);
      client.bind(socket, other);
      client.listen(socket);
    },
    attempt: connect,
  },
  {
    label: 'connect of a stream to AF_UNSPEC',
    error: EINVAL,
    type: stream,
    attempt: (client, socket) => client.connect(socket, unspecAddress()),
  },
  {
    label: 'sendto of a stream',
    error: EOPNOTSUPP,
    type: stream,
    prepare: (server) => serve(server, stream, name),
    attempt: sendto,
  },
  {
    label: 'sendto of an unconnected seqpacket socket',
    error: ENOTCONN,
    type: seqpacket,
    prepare: (server) => serve(server, seqpacket, name),
    attempt: sendto,
  },
  {
    label: 'sendto of a datagram to who does not read any more',
    error: EPIPE,
    type: datagram,
    prepare: (server) => server.shutdown(serve(server, datagram, name), SHUT_RD),
    attempt: sendto,
  },
];

scenario(
  'other errors of abstract names come before EPERM: {mistake}',
  {
    doc: 'net/unix/af_unix.c: unix_stream_connect(), unix_dgram_connect(), unix_dgram_sendmsg()',
    tags: ['scope', 'unix', 'errno'],
    variants: { mistake: cases },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => mistakeFirst(t, abstractNames, t.mistake),
);
