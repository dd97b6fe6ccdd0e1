import {
  EACCES,
  EAGAIN,
  evaluate,
  MSG_DONTWAIT,
  MSG_MORE,
  OK,
  SOCK_DGRAM,
  scenario,
  since,
  value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { abiOf, denied, udpSendings } from './calls.ts';
import { families, inNetwork } from './families.ts';

const doc = 'include/uapi/linux/landlock.h: "Network flags"; security/landlock/net.c: hook_socket_sendmsg()';
const udp = abiOf('UDP');
const rules = [{ port: 4000, access: ['CONNECT_SEND_UDP'] as const }];

scenario(
  '{way} sockets of {family} reaches the port that is allowed, and nothing arrives at another',
  { ...inNetwork, doc, tags: ['net', 'udp'], variants: { way: udpSendings, family: families } },
  (t) => {
    const { family, at } = t.family;
    const [allowed, other] = [4000, 4001].map((port) => {
      const server = t.main.socket(family, SOCK_DGRAM);
      t.main.bind(server, at(port));
      return server;
    });
    const client = t.main.process('client');
    landlock(client, { net: ['CONNECT_SEND_UDP'], rules });
    const socket = client.socket(family, SOCK_DGRAM);
    t.way.attempt(client, socket, at(4000)).expect(OK);
    t.main.recv(allowed!).expect(value(1)).outputs('x');
    t.way.attempt(client, socket, at(4001)).expect(denied('UDP'));
    // Waiting for what must arrive, and not for what must not.
    const escapes = t.arm === 'control' || evaluate(denied('UDP'), t.facts) === OK;
    t.main
      .recv(other!, 64, escapes ? 0 : MSG_DONTWAIT)
      .expect(since(udp, EAGAIN).otherwise(OK))
      .control(OK);
  },
);

scenario(
  'sendmmsg() of {family} ends before the first message to a port that is not allowed',
  { ...inNetwork, doc: `${doc}; net/socket.c: __sys_sendmmsg()`, tags: ['net', 'udp'], variants: { family: families } },
  (t) => {
    const { family, at } = t.family;
    for (const port of [4000, 4001]) t.main.bind(t.main.socket(family, SOCK_DGRAM), at(port));
    const client = t.main.process('client');
    landlock(client, { net: ['CONNECT_SEND_UDP'], rules });
    const socket = client.socket(family, SOCK_DGRAM);
    const messages = (...ports: number[]) => ports.map((port) => ({ to: at(port) }));
    const sent = (some: number, all: number) => since(udp, value(some)).otherwise(value(all));
    client.sendmmsg(socket, messages(4000, 4000)).expect(value(2));
    client
      .sendmmsg(socket, messages(4000, 4001, 4000))
      .expect(sent(1, 3))
      .control(value(3));
    client
      .sendmmsg(socket, messages(4000, 4000, 4001))
      .expect(sent(2, 3))
      .control(value(3));
    client
      .sendmmsg(socket, messages(4001, 4000))
      .expect(since(udp, EACCES).otherwise(value(2)))
      .control(value(2));
    client.sendmmsg(socket, []).expect(value(0));
  },
);

scenario(
  'what is added to a pending datagram of {family} is checked, too',
  { ...inNetwork, doc: `${doc}; net/ipv4/udp.c: udp_sendmsg()`, tags: ['net', 'udp'], variants: { family: families } },
  (t) => {
    const { family, at } = t.family;
    const server = t.main.socket(family, SOCK_DGRAM);
    t.main.bind(server, at(4000));
    const client = t.main.process('client');
    landlock(client, { net: ['CONNECT_SEND_UDP'], rules });
    const socket = client.socket(family, SOCK_DGRAM);
    client.sendto(socket, 'one', at(4000), MSG_MORE).expect(OK);
    // The stack would ignore the address, and add to what waits for the first one.
    client.sendto(socket, 'two', at(4001), MSG_MORE).expect(denied('UDP'));
    client.sendto(socket, '', at(4000)).expect(value(0));
    t.main.recv(server).expect(OK).outputs('one');
  },
);
