import {
  AF_INET,
  abi,
  EACCES,
  inet4,
  OK,
  SOCK_DGRAM,
  SOCK_STREAM,
  scenario,
  since,
  value,
} from '../../../runner/index.ts';
import type { NetRight } from '../uapi.ts';
import { origins } from './origins.ts';

// The hooks look at bind(), connect() and addresses given to a sending call (security/landlock/net.c): a socket for which that is
// done needs no more right, whoever did it.
const doc = 'Documentation/userspace-api/landlock.rst: Kernel interface (Network flags)';
const programs = ['strict', 'best-effort'] as const;

const peer = inet4('127.0.0.1', 4000);
const connected = [
  { label: 'TCP', type: SOCK_STREAM, right: 'CONNECT_TCP' as NetRight, abi: 4 },
  { label: 'UDP', type: SOCK_DGRAM, right: 'CONNECT_SEND_UDP' as NetRight, abi: 10 },
];

scenario(
  'a connected {protocol} socket sends from a domain that may not connect, {origin}',
  {
    doc,
    tags: ['fd', 'net'],
    variants: { protocol: connected, origin: origins },
    programs,
    namespaces: ['net'],
    scratch: false,
  },
  (t) => {
    const { type, right } = t.protocol;
    const server = t.main.socket(AF_INET, type);
    t.main.bind(server, peer);
    if (type === SOCK_STREAM) t.main.listen(server);
    const { actor, fd } = t.origin.obtain(t, { net: [right] }, (opener) => {
      const socket = opener.socket(AF_INET, type);
      opener.connect(socket, peer);
      return socket;
    });
    actor.send(fd, 'hello').expect(value(5));
    const source = type === SOCK_STREAM ? t.main.accept(server) : server;
    t.main.recv(source).expect(value(5)).outputs('hello');
    actor.connect(actor.socket(AF_INET, type), peer).expect(since(abi(t.protocol.abi), EACCES).otherwise(OK));
  },
);

const bound = [
  { label: 'TCP', type: SOCK_STREAM, right: 'BIND_TCP' as NetRight, abi: 4 },
  { label: 'UDP', type: SOCK_DGRAM, right: 'BIND_UDP' as NetRight, abi: 10 },
];

scenario(
  'a bound {protocol} socket serves in a domain that may not bind, {origin}',
  {
    doc,
    tags: ['fd', 'net'],
    variants: { protocol: bound, origin: origins },
    programs,
    namespaces: ['net'],
    scratch: false,
  },
  (t) => {
    const { type, right } = t.protocol;
    const { actor, fd } = t.origin.obtain(t, { net: [right] }, (opener) => {
      const socket = opener.socket(AF_INET, type);
      opener.bind(socket, peer);
      return socket;
    });
    if (type === SOCK_STREAM) actor.listen(fd).expect(OK);
    const client = t.main.socket(AF_INET, type);
    t.main.connect(client, peer);
    t.main.send(client, 'hello');
    const source = type === SOCK_STREAM ? actor.accept(fd) : fd;
    actor.recv(source).expect(value(5)).outputs('hello');
    actor
      .bind(actor.socket(AF_INET, type), inet4('127.0.0.1', 4001))
      .expect(since(abi(t.protocol.abi), EACCES).otherwise(OK));
  },
);
