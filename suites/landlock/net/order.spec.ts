import {
  type Actor,
  AF_INET,
  AF_UNIX,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EBADF,
  ECONNREFUSED,
  EFAULT,
  EINVAL,
  EISCONN,
  EMSGSIZE,
  ENOTSOCK,
  EOPNOTSUPP,
  EPIPE,
  inet4,
  MSG_FASTOPEN,
  MSG_NOSIGNAL,
  MSG_OOB,
  type Outcome,
  resized,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Step,
  scenario,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, serve } from './calls.ts';
import { type Protocol, RIGHTS } from './policies.ts';

const common = { programs: ['strict', 'best-effort'] as const, namespaces: ['net'] as const, scratch: false };
const peer = inet4('127.0.0.1', 4000);
const nobody = inet4('127.0.0.1', 4001);
/** An address of the network for documentation (RFC 5737), which no interface has. */
const foreign = inet4('192.0.2.1', 4001);
const tooLong = resized(peer, 129);

scenario(
  'errors of descriptors, addresses and flags of sockets come before the check of {protocol} ports',
  {
    ...common,
    doc: 'net/socket.c: __sys_bind(), __sys_connect(), __sys_sendto(), move_addr_to_kernel()',
    tags: ['net', 'errno'],
    variants: { protocol: ['TCP', 'UDP'] as const },
  },
  (t) => {
    const protocol: Protocol = t.protocol;
    const { bind, connect } = RIGHTS[protocol];
    const type = protocol === 'TCP' ? SOCK_STREAM : SOCK_DGRAM;
    const client = t.main.process('client');
    const [pipe] = client.pairOf(client.pipe2());
    landlock(client, { net: [bind, connect] });
    const socket = client.socket(AF_INET, type);
    const same = (step: Step, outcome: Outcome) => step.expect(outcome).control('same');
    for (const call of ['bind', 'connect']) {
      same(client.syscall(call, -1, peer.blob, 16), EBADF);
      same(client.syscall(call, pipe, peer.blob, 16), ENOTSOCK);
      same(client.syscall(call, socket, null, 16), EFAULT);
      same(client.syscall(call, socket, peer.blob, -1), EINVAL);
      same(client.syscall(call, socket, tooLong.blob, 129), EINVAL);
    }
    same(client.sendto(-1, 'x', peer), EBADF);
    same(client.sendto(pipe, 'x', peer), ENOTSOCK);
    same(client.sendto(socket, 'x', tooLong), EINVAL);
    same(client.syscall('sendto', socket, 'x', 1, 0, 1, 16), EFAULT);
    // The check is what refuses when nothing else is wrong.
    client.bind(client.socket(AF_INET, type), nobody).expect(denied(protocol));
  },
);

interface LateError {
  readonly label: string;
  readonly protocol: Protocol;
  readonly error: Outcome;
  /** Makes the socket that the attempt fails with. */
  readonly prepare: (client: Actor, main: Actor) => Value;
  readonly attempt: (client: Actor, socket: Value) => Step;
}
const fresh = (type: number) => (client: Actor) => client.socket(AF_INET, type);

// What the network stack finds, it finds after Landlock has denied: net/ipv4/af_inet.c, net/ipv4/tcp.c, net/ipv4/udp.c.
const late: readonly LateError[] = [
  {
    label: 'TCP bind() to a port in use',
    protocol: 'TCP',
    error: EADDRINUSE,
    prepare: fresh(SOCK_STREAM),
    attempt: (client, socket) => client.bind(socket, peer),
  },
  {
    label: 'TCP bind() to an address of somebody else',
    protocol: 'TCP',
    error: EADDRNOTAVAIL,
    prepare: fresh(SOCK_STREAM),
    attempt: (client, socket) => client.bind(socket, foreign),
  },
  {
    label: 'TCP bind() of a bound socket',
    protocol: 'TCP',
    error: EINVAL,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_STREAM);
      client.bind(socket, inet4('127.0.0.1', 0));
      return socket;
    },
    attempt: (client, socket) => client.bind(socket, nobody),
  },
  {
    label: 'TCP connect() to a port that nobody has',
    protocol: 'TCP',
    error: ECONNREFUSED,
    prepare: fresh(SOCK_STREAM),
    attempt: (client, socket) => client.connect(socket, nobody),
  },
  {
    label: 'TCP connect() of a connected socket',
    protocol: 'TCP',
    error: EISCONN,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_STREAM);
      client.connect(socket, peer);
      return socket;
    },
    attempt: (client, socket) => client.connect(socket, peer),
  },
  {
    label: 'TCP connect() of a listener',
    protocol: 'TCP',
    error: EISCONN,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_STREAM);
      client.listen(socket);
      return socket;
    },
    attempt: (client, socket) => client.connect(socket, peer),
  },
  {
    label: 'UDP bind() to a port in use',
    protocol: 'UDP',
    error: EADDRINUSE,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.bind(socket, inet4('127.0.0.1', 4000)),
  },
  {
    label: 'UDP bind() of a bound socket',
    protocol: 'UDP',
    error: EINVAL,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_DGRAM);
      client.bind(socket, inet4('127.0.0.1', 0));
      return socket;
    },
    attempt: (client, socket) => client.bind(socket, nobody),
  },
  {
    label: 'UDP sendto() with MSG_OOB',
    protocol: 'UDP',
    error: EOPNOTSUPP,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.sendto(socket, 'x', peer, MSG_OOB),
  },
  {
    label: 'UDP sendto() of more than a datagram holds',
    protocol: 'UDP',
    error: EMSGSIZE,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.sendto(socket, new Uint8Array(65_536), peer),
  },
  {
    label: 'UDP sendto() to port 0',
    protocol: 'UDP',
    error: EINVAL,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.sendto(socket, 'x', inet4('127.0.0.1', 0)),
  },
];

scenario(
  'a denied port comes before what the network stack finds: {error}',
  {
    ...common,
    doc: 'security/landlock/net.c: hook_socket_bind(), hook_socket_connect(), hook_socket_sendmsg()',
    tags: ['net', 'errno'],
    variants: { error: late },
  },
  (t) => {
    const { protocol, error, prepare, attempt } = t.error;
    const { bind, connect } = RIGHTS[protocol];
    serve(t.main, protocol, 4000);
    const client = t.main.process('client');
    const refused = prepare(client, t.main);
    const permitted = t.main.process('permitted');
    const other = prepare(permitted, t.main);
    landlock(client, { net: [bind, connect] });
    landlock(permitted, {
      net: [bind, connect],
      rules: [0, 4000, 4001].map((port) => ({ port, access: [bind, connect] })),
    });
    attempt(client, refused).expect(denied(protocol, error)).control(error);
    attempt(permitted, other).expect(error).control('same');
  },
);

scenario(
  'sending on an unconnected TCP socket is not checked: the network stack refuses it',
  {
    ...common,
    doc: 'security/landlock/net.c: hook_socket_sendmsg(); net/ipv4/tcp.c: tcp_sendmsg_locked(), tcp_sendmsg_fastopen()',
    tags: ['net', 'errno'],
  },
  (t) => {
    const client = t.main.process('client');
    landlock(client, { net: ['BIND_TCP', 'CONNECT_TCP'] });
    const socket = client.socket(AF_INET, SOCK_STREAM);
    client.send(socket, 'x', MSG_NOSIGNAL).expect(EPIPE).control('same');
    client.sendto(socket, 'x', peer, MSG_NOSIGNAL).expect(EPIPE).control('same');
    client.sendmsg(socket, { to: peer }, MSG_NOSIGNAL).expect(EPIPE).control('same');
    client.send(socket, 'x', MSG_FASTOPEN).expect(EINVAL).control('same');
    client
      .sendmsg(socket, { to: resized(inet4('0.0.0.0', 0, AF_UNIX), 0) }, MSG_FASTOPEN)
      .expect(EINVAL)
      .control('same');
    client.connect(socket, peer).expect(denied('TCP', ECONNREFUSED)).control(ECONNREFUSED);
  },
);
