import {
  type Actor,
  AF_UNIX,
  type Context,
  EAGAIN,
  EISCONN,
  MSG_DONTWAIT,
  OK,
  type Outcome,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  type Step,
  value,
} from '../../runner/index.ts';
import { landlock } from './sandbox.ts';
import {
  clientSocket,
  connecting,
  MESSAGE,
  meet,
  type NameSpace,
  receives,
  type SocketType,
  serve,
  stream,
  type Way,
} from './unix-sockets.ts';

// Bodies of scenarios that are told for abstract and for pathname sockets alike. The server is `main`, outside of any sandbox,
// unless a story says otherwise. Each story also shows that the sandbox holds, so that none passes on a kernel that does nothing.

/** A new socket of the type cannot reach the server: the sandbox holds. */
export function holds(t: Context, names: NameSpace, client: Actor, type: SocketType): void {
  const address = names.address('fresh');
  const listener = serve(t.main, type, address);
  meet({ way: connecting(type), client, server: t.main, listener, address, answer: names.denied });
}

/** Connected, then sandboxed: data goes on in both directions. */
export function connectedBefore(t: Context, names: NameSpace, type: SocketType): void {
  const address = names.address('kconform');
  const listener = serve(t.main, type, address);
  const client = t.main.process('client');
  const socket = clientSocket(client, type);
  client.connect(socket, address);
  const peer = type.listens ? t.main.accept(listener) : listener;
  landlock(client, names.sandbox);
  client.write(socket, 'written').expect(value(7));
  receives(t.main, peer, OK, 'written');
  client.send(socket, 'sent').expect(value(4));
  receives(t.main, peer, OK, 'sent');
  client.sendmsg(socket, { data: 'message' }).expect(value(7));
  receives(t.main, peer, OK, 'message');
  if (type.listens) {
    t.main.send(peer, 'answer').expect(value(6));
    receives(client, socket, OK, 'answer');
  }
  holds(t, names, client, type);
}

/** A socket that was made before and not connected does not help its owner. */
export function clientMadeBefore(t: Context, names: NameSpace, way: Way): void {
  const address = names.address('kconform');
  const listener = serve(t.main, way.type, address);
  const client = t.main.process('client');
  const socket = clientSocket(client, way.type);
  landlock(client, names.sandbox);
  meet({ way, client, server: t.main, listener, address, answer: names.denied, socket });
}

/** When a server's socket is made and bound, relative to the restriction of its process. */
export const serverMoments = [
  { label: 'made before', made: false, bound: false },
  { label: 'made before and bound after', made: false, bound: true },
  { label: 'made after', made: true, bound: true },
] as const;

/** A process reaches for its own server: what counts is the domain that the socket was made in. */
export function ownServer(t: Context, names: NameSpace, way: Way, moment: (typeof serverMoments)[number]): void {
  const address = names.address('kconform');
  const self = t.main.process('self');
  const make = () => self.socket(AF_UNIX, way.type.value | SOCK_NONBLOCK);
  const early = moment.made ? undefined : make();
  const bindTo = (socket: NonNullable<typeof early>) => {
    self.bind(socket, address);
    if (way.type.listens) self.listen(socket);
  };
  if (early !== undefined && !moment.bound) bindTo(early);
  landlock(self, names.sandbox);
  const listener = early ?? make();
  if (moment.bound) bindTo(listener);
  meet({ way, client: self, server: self, listener, address, answer: moment.made ? OK : names.denied });
}

/** Threads of one process, of which one is sandboxed: no exception for the own process. */
export function threads(t: Context, names: NameSpace, way: Way, sandboxed: 'client' | 'server'): void {
  const address = names.address('kconform');
  const leader = t.main.process('leader');
  const worker = leader.thread('worker');
  landlock(worker, names.sandbox);
  const [client, server] = sandboxed === 'client' ? [worker, leader] : [leader, worker];
  const listener = serve(server, way.type, address);
  meet({ way, client, server, listener, address, answer: sandboxed === 'client' ? names.denied : OK });
}

/** Two ends to pass descriptors over: `here` is for main, `there` for its children. */
function passage(t: Context) {
  const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
  return { here, there };
}

/** A connected socket, passed into the sandbox: it works there. */
export function connectedReceived(t: Context, names: NameSpace, type: SocketType): void {
  const address = names.address('kconform');
  const { here, there } = passage(t);
  const listener = serve(t.main, type, address);
  const connected = clientSocket(t.main, type);
  t.main.connect(connected, address);
  const peer = type.listens ? t.main.accept(listener) : listener;
  const client = t.main.process('client');
  landlock(client, names.sandbox);
  t.main.sendFds(here, [connected]);
  const { fds } = client.receiveFds(there);
  client.send(fds[0]!, MESSAGE).expect(value(MESSAGE.length));
  receives(t.main, peer);
  holds(t, names, client, type);
}

/** A socket that an outsider made, passed into the sandbox: the caller counts. */
export function unconnectedReceived(t: Context, names: NameSpace, way: Way): void {
  const address = names.address('kconform');
  const { here, there } = passage(t);
  const listener = serve(t.main, way.type, address);
  const client = t.main.process('client');
  landlock(client, names.sandbox);
  t.main.sendFds(here, [clientSocket(t.main, way.type)]);
  const { fds } = client.receiveFds(there);
  meet({ way, client, server: t.main, listener, address, answer: names.denied, socket: fds[0]! });
}

/** A socket that the sandbox made, passed outside: the caller counts, so an outsider reaches with it whom the sandbox cannot. */
export function passedOutside(t: Context, names: NameSpace, way: Way): void {
  const address = names.address('kconform');
  const { here, there } = passage(t);
  const listener = serve(t.main, way.type, address);
  const client = t.main.process('client');
  landlock(client, names.sandbox);
  client.sendFds(there, [clientSocket(client, way.type)]);
  const { fds } = t.main.receiveFds(here);
  meet({ way, client: t.main, server: t.main, listener, address, answer: OK, socket: fds[0]! });
  holds(t, names, client, way.type);
}

/** A server's socket that changes hands: who made it counts, not who holds it. */
export function serverPassed(t: Context, names: NameSpace, way: Way, maker: 'outside' | 'inside'): void {
  const address = names.address('kconform');
  const { here, there } = passage(t);
  const client = t.main.process('client');
  landlock(client, names.sandbox);
  const [from, to] = maker === 'outside' ? [t.main, client] : [client, t.main];
  const own = serve(from, way.type, address);
  from.sendFds(from === t.main ? here : there, [own]);
  from.close(own);
  const { fds } = to.receiveFds(to === t.main ? here : there);
  meet({ way, client, server: to, listener: fds[0]!, address, answer: maker === 'outside' ? names.denied : OK });
}

/** A pair has no name: it joins the sandbox and the outside in both directions, or two ends in the sandbox. */
export function socketPair(t: Context, names: NameSpace, type: SocketType): void {
  const [outer, inner] = t.main.pairOf(t.main.socketpair(AF_UNIX, type.value));
  const client = t.main.process('client');
  landlock(client, names.sandbox);
  client.send(inner, 'out').expect(value(3));
  t.main.recv(outer, 64, MSG_DONTWAIT).expect(value(3)).outputs('out');
  t.main.send(outer, 'in').expect(value(2));
  client.recv(inner, 64, MSG_DONTWAIT).expect(value(2)).outputs('in');
  const [one, other] = client.pairOf(client.socketpair(AF_UNIX, type.value));
  client.send(one, MESSAGE).expect(value(MESSAGE.length));
  client.recv(other, 64, MSG_DONTWAIT).expect(value(MESSAGE.length)).outputs(MESSAGE);
  holds(t, names, client, type);
}

/** A call that fails without any sandbox, too. */
export interface Mistake {
  readonly label: string;
  /** What it answers without a sandbox. */
  readonly error: Outcome;
  readonly type: SocketType;
  /** What the server and, before it is sandboxed, the client's socket look like. */
  readonly prepare?: (server: Actor, client: Actor, socket: Step) => void;
  readonly attempt: (client: Actor, socket: Step) => Step;
}

/** The backlog is full (net/unix/af_unix.c: unix_stream_connect()). */
export const fullListener = (name: ReturnType<NameSpace['address']>): Mistake => ({
  label: 'nonblocking connect to a full listener',
  error: EAGAIN,
  type: { ...stream, value: stream.value | SOCK_NONBLOCK },
  prepare: (server) => {
    server.listen(serve(server, stream, name), 0);
    server.connect(clientSocket(server, stream), name);
  },
  attempt: (client, socket) => client.connect(socket, name),
});

/** A stream connects once (net/unix/af_unix.c: unix_stream_connect()). */
export const connectedAlready = (name: ReturnType<NameSpace['address']>): Mistake => ({
  label: 'connect of a connected stream',
  error: EISCONN,
  type: stream,
  prepare: (server, client, socket) => {
    serve(server, stream, name);
    client.connect(socket, name);
  },
  attempt: (client, socket) => client.connect(socket, name),
});

/** Makes a mistake in a sandbox. */
export function attempt(t: Context, names: NameSpace, mistake: Mistake): { client: Actor; step: Step } {
  const client = t.main.process('client');
  const socket = clientSocket(client, mistake.type);
  mistake.prepare?.(t.main, client, socket);
  landlock(client, names.sandbox);
  return { client, step: mistake.attempt(client, socket) };
}

/** A mistake is answered as without the sandbox, which holds nevertheless. */
export function mistakeFirst(t: Context, names: NameSpace, mistake: Mistake): void {
  const { client, step } = attempt(t, names, mistake);
  step.expect(mistake.error).control('same');
  holds(t, names, client, stream);
}
