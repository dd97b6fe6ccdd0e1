import {
  AF_INET,
  AF_UNIX,
  abstractAddress,
  ECONNREFUSED,
  EISCONN,
  EOPNOTSUPP,
  evaluate,
  IPPROTO_TCP,
  MSG_FASTOPEN,
  OK,
  SOCK_DGRAM,
  SOCK_STREAM,
  scenario,
  TCP_FASTOPEN,
  TCP_FASTOPEN_CONNECT,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, fastOpen, fastOpenMessage, type Way } from './calls.ts';
import { families, inNetwork } from './families.ts';
import { answerOf } from './kernels.ts';
import type { NetCall } from './model.ts';

// MSG_FASTOPEN connects while it sends. Kernels without "fastopen-checked" let it through to a denied port: a bypass of
// LANDLOCK_ACCESS_NET_CONNECT_TCP that a sandbox on them has to live with (upstream issue 41).
const doc = 'security/landlock/net.c: hook_socket_sendmsg(); net/ipv4/tcp.c: tcp_sendmsg_fastopen()';
const PORT = 4000;
const fastOpenMessages: Way = {
  ...fastOpen,
  label: 'sendmmsg() with MSG_FASTOPEN of TCP',
  attempt: (actor, socket, address) => actor.sendmmsg(socket, [{ to: address }], MSG_FASTOPEN),
};
const ways = [fastOpen, fastOpenMessage, fastOpenMessages];
const rules = [{ port: PORT, access: ['CONNECT_TCP'] as const }];
const layer = { handled: ['CONNECT_TCP'] as const, rules };

/** What sending to the port that is not allowed is answered. */
const toOther = (socketFamily: number, stack = OK) => {
  const address = { family: socketFamily, length: socketFamily === AF_INET ? 16 : 28, port: PORT + 1, any: false };
  const call: NetCall = { transport: 'tcp', operation: 'fastopen', socketFamily, address };
  return answerOf(call, [layer], stack);
};

scenario(
  '{way} sockets of {family} needs the right to connect',
  { ...inNetwork, doc, tags: ['net', 'fastopen'], variants: { way: ways, family: families } },
  (t) => {
    const { family, at } = t.family;
    const [peer, other] = [at(PORT), at(PORT + 1)];
    const [allowed, denying] = [peer, other].map((address) => {
      const server = t.main.socket(family, SOCK_STREAM);
      t.main.bind(server, address);
      t.main.listen(server);
      return server;
    });
    const client = t.main.process('client');
    landlock(client, { net: ['CONNECT_TCP'], rules });
    const send = (to: typeof peer) => t.way.attempt(client, client.socket(family, SOCK_STREAM), to);
    send(peer).expect(OK);
    t.main.recv(t.main.accept(allowed!)).expect(OK).outputs('x');
    const answer = toOther(family);
    send(other).expect(answer);
    if (t.arm === 'control' || evaluate(answer, t.facts) === OK) {
      t.main.recv(t.main.accept(denying!)).expect(OK).outputs('x');
    }
  },
);

scenario(
  'MSG_FASTOPEN on a connected TCP socket of {family} is checked by the address that it is given',
  { ...inNetwork, doc, tags: ['net', 'fastopen', 'errno'], variants: { family: families } },
  (t) => {
    const { family, at } = t.family;
    const [peer, other] = [at(PORT), at(PORT + 1)];
    const server = t.main.socket(family, SOCK_STREAM);
    t.main.bind(server, peer);
    t.main.listen(server);
    const client = t.main.process('client');
    landlock(client, { net: ['CONNECT_TCP'], rules });
    const socket = client.socket(family, SOCK_STREAM);
    client.connect(socket, peer).expect(OK);
    client.sendto(socket, 'x', peer, MSG_FASTOPEN).expect(EISCONN).control('same');
    client.sendto(socket, 'x', other, MSG_FASTOPEN).expect(toOther(family, EISCONN)).control(EISCONN);
    client.sendto(socket, 'x', other).expect(OK);
    client.connect(client.socket(family, SOCK_STREAM), other).expect(denied('TCP', ECONNREFUSED)).control(ECONNREFUSED);
  },
);

scenario(
  'MSG_FASTOPEN is no connecting for sockets that are not of TCP',
  {
    ...inNetwork,
    doc: `${doc}; net/unix/af_unix.c: unix_dgram_sendmsg(), unix_stream_sendmsg()`,
    tags: ['net', 'fastopen', 'udp', 'unix'],
  },
  (t) => {
    const { main } = t;
    const servers = [
      { type: SOCK_DGRAM, family: AF_UNIX, address: abstractAddress('kconform') },
      ...families.map(({ family, at }) => ({ type: SOCK_DGRAM, family, address: at(PORT + 1) })),
    ].map((server) => ({ ...server, socket: main.socket(server.family, server.type) }));
    for (const { socket, address } of servers) main.bind(socket, address);
    const client = main.process('client');
    landlock(client, { net: ['CONNECT_TCP'] });
    for (const { family, type, address, socket } of servers) {
      client.sendto(client.socket(family, type), 'x', address, MSG_FASTOPEN).expect(OK);
      main.recv(socket).expect(OK).outputs('x');
    }
    // A stream of theirs takes no address while it sends.
    const stream = client.socket(AF_UNIX, SOCK_STREAM);
    client.sendto(stream, 'x', servers[0]!.address, MSG_FASTOPEN).expect(EOPNOTSUPP).control('same');
  },
);

scenario(
  'connect() of a TCP socket of {family} with TCP_FASTOPEN_CONNECT is checked when it is called',
  {
    ...inNetwork,
    doc: 'security/landlock/net.c: hook_socket_connect(); net/ipv4/tcp_fastopen.c: tcp_fastopen_defer_connect()',
    tags: ['net', 'fastopen'],
    variants: { family: families },
  },
  (t) => {
    const { family, at } = t.family;
    const [peer, other] = [at(PORT), at(PORT + 1)];
    // In the plan's own network namespace: clients and servers, and so cookies by which a connect() is put off until data is sent.
    t.main.writeFile('/proc/sys/net/ipv4/tcp_fastopen', '3');
    const servers = [peer, other].map((address) => {
      const server = t.main.socket(family, SOCK_STREAM);
      t.main.bind(server, address);
      t.main.setsockopt(server, IPPROTO_TCP, TCP_FASTOPEN, 8);
      t.main.listen(server);
      return server;
    });
    const client = t.main.process('client');
    const deferring = () => {
      const socket = client.socket(family, SOCK_STREAM);
      client.setsockopt(socket, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1);
      return socket;
    };
    const first = deferring();
    client.connect(first, peer);
    const putOff = deferring();
    client.connect(putOff, peer);
    landlock(client, { net: ['BIND_TCP', 'CONNECT_TCP'], rules });
    // The connection was asked for before.
    client.send(putOff, 'late').expect(OK);
    for (const socket of [deferring(), deferring()]) {
      client.connect(socket, peer).expect(OK);
      client.send(socket, 'hello').expect(OK);
    }
    client.connect(deferring(), other).expect(denied('TCP'));
    t.main.close(t.main.accept(servers[0]!));
    t.main.recv(t.main.accept(servers[0]!)).expect(OK).outputs('late');
  },
);
