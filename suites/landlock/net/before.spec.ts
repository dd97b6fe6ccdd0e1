import {
  type Actor,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  inet4,
  inet6,
  OK,
  SOCK_STREAM,
  scenario,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, serve, tcpBind, tcpConnect, typeOf, udpBind, udpConnect, udpSendto, type Way } from './calls.ts';
import { families, inNetwork } from './families.ts';
import { RIGHTS } from './policies.ts';

// The caller's domain counts, not that of who made the socket: the hooks look at current_cred() (security/landlock/net.c).
const common = {
  doc: 'security/landlock/net.c: current_check_access_socket()',
  ...inNetwork,
};
const PORT = 4000;
const ways = [tcpBind, tcpConnect, udpBind, udpConnect, udpSendto];

/** A domain with the right that a way needs handled, and no rule. */
const without = (actor: Actor, { protocol, operation }: Way) => {
  landlock(actor, { net: [operation === 'bind' ? RIGHTS[protocol].bind : RIGHTS[protocol].connect] });
};
const prepare = (server: Actor, { protocol, operation }: Way) => {
  if (operation !== 'bind') serve(server, protocol, PORT);
};

scenario(
  '{way} sockets of {family} that were made before the domain is checked',
  { ...common, tags: ['net', 'fd'], variants: { way: ways, family: families } },
  (t) => {
    const { family, at } = t.family;
    const peer = at(PORT);
    prepare(t.main, t.way);
    const client = t.main.process('client');
    const own = client.socket(family, typeOf(t.way.protocol));
    without(client, t.way);
    t.way.attempt(client, own, peer).expect(denied(t.way.protocol));
  },
);

/** Passes a socket over a pair of UNIX sockets that both actors have. */
function pass(sender: Actor, receiver: Actor, [here, there]: readonly [Value, Value], socket: Value): Value {
  sender.sendFds(here, [socket]);
  return receiver.receiveFds(there).fds[0]!;
}

scenario(
  '{way} sockets is checked for who received them from outside, and free for who received them from inside',
  { ...common, tags: ['net', 'fd', 'passing'], variants: { way: ways } },
  (t) => {
    prepare(t.main, t.way);
    const type = typeOf(t.way.protocol);
    const ends = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
    const client = t.main.process('client');
    without(client, t.way);
    const outer = pass(t.main, client, ends, t.main.socket(AF_INET, type));
    t.way.attempt(client, outer, inet4('127.0.0.1', PORT)).expect(denied(t.way.protocol));
    const inner = pass(client, t.main, [ends[1], ends[0]], client.socket(AF_INET6, type));
    t.way.attempt(t.main, inner, inet6('::1', PORT)).expect(OK);
  },
);

scenario(
  'a connected UDP socket of {family} sends on, and every address that it is given is checked',
  { ...common, tags: ['net', 'udp', 'fd'], variants: { family: families } },
  (t) => {
    const { family, at } = t.family;
    const peer = at(PORT);
    const server = t.main.socket(family, typeOf('UDP'));
    t.main.bind(server, peer);
    const client = t.main.process('client');
    const socket = client.socket(family, typeOf('UDP'));
    client.connect(socket, peer);
    landlock(client, { net: ['BIND_UDP', 'CONNECT_SEND_UDP'] });
    client.send(socket, 'one').expect(OK);
    client.write(socket, 'two').expect(OK);
    client.sendmsg(socket, { data: 'three' }).expect(OK);
    client.sendmmsg(socket, [{ data: 'four' }]).expect(OK);
    for (const text of ['one', 'two', 'three', 'four']) t.main.recv(server).expect(OK).outputs(text);
    client.sendto(socket, 'x', peer).expect(denied('UDP'));
    client.sendmsg(socket, { to: peer }).expect(denied('UDP'));
    client.connect(socket, peer).expect(denied('UDP'));
    client.send(socket, 'five').expect(OK);
  },
);
