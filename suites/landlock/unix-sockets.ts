import {
  type Actor,
  type Address,
  AF_UNIX,
  abi,
  abstractAddress,
  EACCES,
  EAGAIN,
  ENOTCONN,
  EPERM,
  type Expectation,
  MSG_DONTWAIT,
  OK,
  type Outcome,
  pathAddress,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  type Step,
  since,
  type Value,
} from '../../runner/index.ts';
import { denialAs, mapAnswer } from './answers.ts';
import type { SandboxSpec } from './sandbox.ts';

// What the specs of abstract (scope/) and pathname (unix/) UNIX sockets share.

/** A type of UNIX sockets. */
export interface SocketType {
  readonly label: string;
  readonly value: number;
  /** Whether a server of this type listens and accepts. */
  readonly listens: boolean;
}

export const stream: SocketType = { label: 'stream', value: SOCK_STREAM, listens: true };
export const seqpacket: SocketType = { label: 'seqpacket', value: SOCK_SEQPACKET, listens: true };
export const datagram: SocketType = { label: 'datagram', value: SOCK_DGRAM, listens: false };
export const socketTypes: readonly SocketType[] = [stream, seqpacket, datagram];

/** A way to reach a socket by its name. */
export interface Way {
  readonly label: string;
  readonly type: SocketType;
  /** True for a datagram that carries its destination, false for connect(). */
  readonly sends: boolean;
  /** Makes the call on a socket of the type. */
  readonly reach: (client: Actor, socket: Value, address: Address) => Step;
}

/** What clients send. */
export const MESSAGE = 'hello';

/** connect() of a type's socket. */
export const connecting = (type: SocketType): Way => ({
  label: `${type.label} connect`,
  type,
  sends: false,
  reach: (client, socket, address) => client.connect(socket, address),
});

export const streamConnect = connecting(stream);
export const datagramConnect = connecting(datagram);
export const datagramSendto: Way = {
  label: 'datagram sendto',
  type: datagram,
  sends: true,
  reach: (client, socket, address) => client.sendto(socket, MESSAGE, address),
};
export const datagramSendmsg: Way = {
  label: 'datagram sendmsg',
  type: datagram,
  sends: true,
  reach: (client, socket, address) => client.sendmsg(socket, { to: address, data: MESSAGE }),
};
/** Every way. */
export const ways: readonly Way[] = [
  streamConnect,
  connecting(seqpacket),
  datagramConnect,
  datagramSendto,
  datagramSendmsg,
];
/** One way for each place where the kernel decides: connections, associations, single messages. */
export const fewWays: readonly Way[] = [streamConnect, datagramConnect, datagramSendto];

/** Where names live, and what restricts reaching them. */
export interface NameSpace {
  readonly label: string;
  readonly address: (name: string) => Address;
  /** A sandbox that keeps from reaching servers outside. */
  readonly sandbox: SandboxSpec;
  /** What reaching a server outside answers then; where the kernel lacks the feature, best-effort programs get through. */
  readonly denied: Expectation;
}

export const abstractNames: NameSpace = {
  label: 'abstract',
  address: abstractAddress,
  sandbox: { scoped: ['ABSTRACT_UNIX_SOCKET'] },
  denied: since(abi(6), EPERM).otherwise(OK),
};
export const pathNames: NameSpace = {
  label: 'pathname',
  address: pathAddress,
  sandbox: { fs: ['RESOLVE_UNIX'] },
  denied: since(abi(9), EACCES).otherwise(OK),
};

/** A socket for a client. */
export function clientSocket(client: Actor, type: SocketType): Step {
  return client.socket(AF_UNIX, type.value);
}

/** A server's socket: bound, and listening where its type does. Nothing that is done with it blocks. */
export function serve(server: Actor, type: SocketType, address: Address): Step {
  const socket = server.socket(AF_UNIX, type.value | SOCK_NONBLOCK);
  server.bind(socket, address);
  if (type.listens) server.listen(socket);
  return socket;
}

/**
 * Receives a message that must be there, or must not have arrived.
 *
 * @param answer what its sender was answered: with an error, nothing has arrived
 */
export function receives(server: Actor, socket: Value, answer: Expectation = OK, text: string = MESSAGE): Step {
  const data = mapAnswer<Outcome, string>(answer, (outcome) => (outcome === OK ? text : ''));
  return server.recv(socket, 64, MSG_DONTWAIT).expect(denialAs(answer, EAGAIN)).outputs(data);
}

/** A meeting of a client and a server. */
export interface Meeting {
  readonly way: Way;
  readonly client: Actor;
  readonly server: Actor;
  /** The server's socket of {@link serve}. */
  readonly listener: Value;
  readonly address: Address;
  /** What the client must be answered. */
  readonly answer: Expectation;
  /** The client's socket, not connected; a new one by default. */
  readonly socket?: Value;
}

/**
 * The client reaches for the server, and the server looks at what arrived: a connection, or a message. Where the client is refused,
 * nothing must have arrived.
 */
export function meet({ way, client, server, listener, address, answer, socket }: Meeting): void {
  const own = socket ?? clientSocket(client, way.type);
  way.reach(client, own, address).expect(answer);
  if (way.type.listens) {
    server.accept(listener, SOCK_NONBLOCK).expect(denialAs(answer, EAGAIN));
    return;
  }
  if (!way.sends) client.send(own, MESSAGE).expect(denialAs(answer, ENOTCONN));
  receives(server, listener, answer);
}

/** What a client is answered in a relation. */
export const answerFor = (names: NameSpace, outOfScope: boolean): Expectation => (outOfScope ? names.denied : OK);
