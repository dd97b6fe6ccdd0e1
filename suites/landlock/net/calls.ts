import {
  type Actor,
  type Address,
  AF_INET6,
  abi,
  EACCES,
  type Expectation,
  inet6,
  limited,
  MSG_FASTOPEN,
  OK,
  type Outcome,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Step,
  since,
  type Value,
} from '../../../runner/index.ts';
import type { StackCall } from './addresses.ts';
import type { NetCall } from './model.ts';
import type { Protocol } from './policies.ts';

/** A way to name an address to a socket. */
export interface Way {
  readonly label: string;
  readonly protocol: Protocol;
  readonly operation: NetCall['operation'];
  readonly stack: StackCall;
  readonly attempt: (actor: Actor, socket: Value, address: Address) => Step;
  /** Another way into a hook that is asked already, so it is worth fewer policies. */
  readonly alike?: boolean;
}

const bind: Way['attempt'] = (actor, socket, address) => actor.bind(socket, address);
const connect: Way['attempt'] = (actor, socket, address) => actor.connect(socket, address);

const udpSending = (label: string, attempt: Way['attempt']): Way => ({
  label: `${label} of UDP`,
  protocol: 'UDP',
  operation: 'send',
  stack: 'UDP send',
  attempt,
});

export const tcpBind: Way = {
  label: 'bind() of TCP',
  protocol: 'TCP',
  operation: 'bind',
  stack: 'bind',
  attempt: bind,
};
export const tcpConnect: Way = {
  label: 'connect() of TCP',
  protocol: 'TCP',
  operation: 'connect',
  stack: 'TCP connect',
  attempt: connect,
};
export const fastOpen: Way = {
  label: 'sendto() with MSG_FASTOPEN of TCP',
  protocol: 'TCP',
  operation: 'fastopen',
  stack: 'fastopen',
  attempt: (actor, socket, address) => actor.sendto(socket, 'x', address, MSG_FASTOPEN),
};
export const fastOpenMessage: Way = {
  ...fastOpen,
  label: 'sendmsg() with MSG_FASTOPEN of TCP',
  alike: true,
  attempt: (actor, socket, address) => actor.sendmsg(socket, { to: address }, MSG_FASTOPEN),
};
export const udpBind: Way = {
  label: 'bind() of UDP',
  protocol: 'UDP',
  operation: 'bind',
  stack: 'bind',
  attempt: bind,
};
export const udpConnect: Way = {
  label: 'connect() of UDP',
  protocol: 'UDP',
  operation: 'connect',
  stack: 'UDP connect',
  attempt: connect,
};
export const udpSendto = udpSending('sendto()', (actor, socket, address) => actor.sendto(socket, 'x', address));
export const udpSendmsg: Way = {
  ...udpSending('sendmsg()', (actor, socket, address) => actor.sendmsg(socket, { to: address })),
  alike: true,
};
export const udpSendmmsg: Way = {
  ...udpSending('sendmmsg()', (actor, socket, address) => actor.sendmmsg(socket, [{ to: address }])),
  alike: true,
};
export const udpSendings: readonly Way[] = [udpSendto, udpSendmsg, udpSendmmsg];

/** Every way. */
export const ways: readonly Way[] = [
  tcpBind,
  tcpConnect,
  fastOpen,
  fastOpenMessage,
  udpBind,
  udpConnect,
  ...udpSendings,
];

/** The first ABI with rights for a protocol. */
export const abiOf = (protocol: Protocol) => abi(protocol === 'TCP' ? 4 : 10);

/** EACCES where the kernel knows the protocol's rights; otherwise what the network stack says. */
export const denied = (protocol: Protocol, stack: Outcome = OK): Expectation =>
  since(abiOf(protocol), EACCES).otherwise(stack);

/** A gap of Landlock: success, which shows it where the kernel knows the protocol's rights. */
export const unchecked = (protocol: Protocol, what: string): Expectation =>
  since(abiOf(protocol), limited(what, OK)).otherwise(OK);

/** The type of a protocol's sockets. */
export const typeOf = (protocol: Protocol) => (protocol === 'TCP' ? SOCK_STREAM : SOCK_DGRAM);

/** How the model calls a protocol. */
export const transportOf = (protocol: Protocol) => (protocol === 'TCP' ? 'tcp' : 'udp');

/** A server for IPv4 and IPv6 clients: bound, and listening where its protocol does. */
export function serve(server: Actor, protocol: Protocol, port: number): Step {
  const socket = server.socket(AF_INET6, typeOf(protocol));
  server.bind(socket, inet6('::', port));
  if (protocol === 'TCP') server.listen(socket, 64);
  return socket;
}
