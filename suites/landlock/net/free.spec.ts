import {
  AF_INET,
  IPPROTO_TCP,
  inet4,
  OK,
  SHUT_WR,
  SO_REUSEADDR,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  scenario,
  TCP_NODELAY,
  value,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';
import { denied, tcpBind, tcpConnect, typeOf, udpBind, udpConnect, udpSendto, unchecked, type Way } from './calls.ts';
import { families, inNetwork } from './families.ts';

// Landlock has hooks for bind(), connect() and sendmsg() only (security/landlock/net.c: landlock_hooks).
const doc =
  'Documentation/userspace-api/landlock.rst: Kernel interface (Network flags); security/landlock/net.c: landlock_hooks';

scenario(
  'TCP sockets of {family} are made, listened on, accepted from, read, written and closed without any right',
  { ...inNetwork, doc, tags: ['net', 'free'], variants: { family: families } },
  (t) => {
    const { family, at } = t.family;
    const own = at(4000);
    const server = t.main.process('server');
    const listener = server.socket(family, SOCK_STREAM);
    server.bind(listener, own);
    landlock(server, { net: ['BIND_TCP', 'CONNECT_TCP'] });
    server.setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, 1).expect(OK);
    server.listen(listener).expect(OK);
    const peer = t.main.socket(family, SOCK_STREAM);
    t.main.connect(peer, own);
    t.main.send(peer, 'hello');
    const connection = server.accept(listener).expect(OK);
    server.recv(connection).expect(value(5)).outputs('hello');
    server.send(connection, 'hi').expect(value(2));
    // TCP ignores the address (net/ipv4/tcp.c: tcp_sendmsg_locked()), so that of another port does no harm.
    server.sendto(connection, '!', inet4('127.0.0.1', 4001)).expect(value(1));
    server.write(connection, '.').expect(value(1));
    server.setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, 1).expect(OK);
    server.getsockname(connection).expect(OK);
    server.shutdown(connection, SHUT_WR).expect(OK);
    t.main.recv(peer).expect(value(4)).outputs('hi!.');
    server.socket(family, SOCK_STREAM).expect(OK);
    server.connect(server.socket(family, SOCK_STREAM), own).expect(denied('TCP'));
  },
);

scenario(
  'UDP sockets of {family} are made, received from and answered on when connected, without any right',
  { ...inNetwork, doc, tags: ['net', 'free'], variants: { family: families } },
  (t) => {
    const { family, at } = t.family;
    const own = at(4000);
    const server = t.main.process('server');
    const socket = server.socket(family, SOCK_DGRAM);
    server.bind(socket, own);
    landlock(server, { net: ['BIND_UDP', 'CONNECT_SEND_UDP'] });
    const peer = t.main.socket(family, SOCK_DGRAM);
    t.main.connect(peer, own);
    t.main.send(peer, 'hello');
    server.recv(socket).expect(value(5)).outputs('hello');
    server.getsockname(socket).expect(OK);
    server.setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, 1).expect(OK);
    server.socket(family, SOCK_DGRAM).expect(OK);
    server.connect(socket, own).expect(denied('UDP'));
  },
);

scenario(
  'listen() gives an unbound TCP socket of {family} a port without the right to bind',
  {
    ...inNetwork,
    // net/ipv4/inet_connection_sock.c: inet_csk_listen_start() asks no LSM; upstream issue 15.
    doc: 'security/landlock/net.c: landlock_hooks; net/ipv4/inet_connection_sock.c: inet_csk_listen_start()',
    tags: ['net', 'free', 'limitation'],
    variants: { family: families },
  },
  (t) => {
    const { family, at } = t.family;
    const own = at(4000);
    const server = t.main.process('server');
    landlock(server, { net: ['BIND_TCP', 'CONNECT_TCP'] });
    const socket = server.socket(family, SOCK_STREAM);
    server.listen(socket).expect(unchecked('TCP', KNOWN.listenAutobind));
    server.getsockname(socket).expect(OK);
    server.bind(server.socket(family, SOCK_STREAM), own).expect(denied('TCP'));
  },
);

const sandboxes = [
  { label: 'file system rights', sandbox: { fs: ['READ_FILE', 'WRITE_FILE', 'MAKE_SOCK'] as const } },
  { label: 'scopes', sandbox: { scoped: ['ABSTRACT_UNIX_SOCKET', 'SIGNAL'] as const } },
];
const everyWay: readonly Way[] = [tcpBind, udpBind, tcpConnect, udpConnect, udpSendto];

scenario(
  'a domain that handles only {sandbox} leaves the network alone',
  {
    ...inNetwork,
    doc: 'Documentation/userspace-api/landlock.rst: Layers of file path access rights',
    tags: ['net', 'free'],
    variants: { sandbox: sandboxes },
  },
  (t) => {
    const client = t.main.process('client');
    landlock(client, t.sandbox.sandbox);
    const listener = client.socket(AF_INET, SOCK_STREAM);
    for (const { protocol, operation, attempt } of everyWay) {
      const socket = operation === 'bind' && protocol === 'TCP' ? listener : client.socket(AF_INET, typeOf(protocol));
      attempt(client, socket, inet4('127.0.0.1', 4000)).expect(OK);
      if (socket === listener) client.listen(listener);
    }
  },
);

scenario(
  'a domain that handles only network rights leaves files alone',
  {
    ...inNetwork,
    scratch: true,
    doc: 'Documentation/userspace-api/landlock.rst: Layers of file path access rights',
    tags: ['net', 'free'],
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const client = t.main.process('client');
    landlock(client, { net: ['BIND_TCP', 'CONNECT_TCP', 'BIND_UDP', 'CONNECT_SEND_UDP'] });
    client.read(client.open('file'), 7).expect(value(7)).outputs('content');
    client.mkdir('directory').expect(OK);
    client.unlink('file').expect(OK);
    for (const { protocol, attempt } of [tcpBind, udpBind]) {
      const socket = client.socket(AF_INET, typeOf(protocol));
      attempt(client, socket, inet4('127.0.0.1', 4000)).expect(denied(protocol));
    }
  },
);
