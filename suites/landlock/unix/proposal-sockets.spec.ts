import { AF_UNIX, ECONNREFUSED, ENOENT, EPROTOTYPE, OK, scenario, unspecAddress } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import {
  clientSocket,
  datagram,
  datagramSendmsg,
  datagramSendto,
  fewWays,
  receives,
  serve,
  socketTypes,
  stream,
  streamConnect,
} from '../unix-sockets.ts';
import * as stories from '../unix-stories.ts';
import { proposal, proposed } from './proposal.ts';

// Which sockets the proposed scope is about, and when: what the abstract scope says of abstract names (scope/before, passing, errors), here of paths.
const [peerName, otherName] = [proposed.address('peer'), proposed.address('other')];

scenario(
  'the proposed scope leaves connected {type} sockets alone',
  { ...proposal, variants: { type: socketTypes } },
  (t) => stories.connectedBefore(t, proposed, t.type),
);

scenario(
  'the proposed scope leaves pairs of {type} sockets alone',
  { ...proposal, variants: { type: socketTypes } },
  (t) => stories.socketPair(t, proposed, t.type),
);

scenario(
  'the proposed scope concerns a socket made before the restriction, {way}',
  { ...proposal, variants: { way: fewWays } },
  (t) => stories.clientMadeBefore(t, proposed, t.way),
);

scenario(
  'the proposed scope takes the domain of a server from its making: own server {moment}, {way}',
  { ...proposal, variants: { moment: stories.serverMoments, way: [streamConnect, datagramSendto] } },
  (t) => stories.ownServer(t, proposed, t.way, t.moment),
);

scenario(
  'the proposed scope makes no exception for threads: {sandboxed} sandboxed, {way}',
  {
    ...proposal,
    variants: { sandboxed: [{ label: 'client' }, { label: 'server' }], way: [streamConnect, datagramSendto] },
  },
  (t) => stories.threads(t, proposed, t.way, t.sandboxed.label),
);

const hands = [
  { label: 'a client that an outsider made', story: stories.unconnectedReceived },
  { label: 'a client that goes outside', story: stories.passedOutside },
  {
    label: 'a server that an outsider made',
    story: (...[t, names, way]: Parameters<typeof stories.passedOutside>) =>
      stories.serverPassed(t, names, way, 'outside'),
  },
  {
    label: 'a server that goes outside',
    story: (...[t, names, way]: Parameters<typeof stories.passedOutside>) =>
      stories.serverPassed(t, names, way, 'inside'),
  },
] as const;

scenario(
  'the proposed scope when sockets change hands: {socket}, {way}',
  { ...proposal, variants: { socket: hands, way: [streamConnect, datagramSendto] } },
  (t) => t.socket.story(t, proposed, t.way),
);

scenario(
  'the proposed scope lets a datagram socket name its peer, and no other: {way}',
  { ...proposal, variants: { way: [datagramSendto, datagramSendmsg] } },
  (t) => {
    const [peer, other] = [serve(t.main, datagram, peerName), serve(t.main, datagram, otherName)];
    const client = t.main.process('client');
    const socket = clientSocket(client, datagram);
    client.connect(socket, peerName);
    landlock(client, proposed.sandbox);
    t.way.reach(client, socket, peerName).expect(OK);
    receives(t.main, peer);
    t.way.reach(client, socket, otherName).expect(proposed.denied);
    receives(t.main, other, proposed.denied);
    client.connect(socket, peerName).expect(OK);
  },
);

scenario('the proposed scope treats a datagram socket that gave up its peer like a new one', proposal, (t) => {
  const peer = serve(t.main, datagram, peerName);
  const client = t.main.process('client');
  const socket = clientSocket(client, datagram);
  client.connect(socket, peerName);
  landlock(client, proposed.sandbox);
  client.connect(socket, unspecAddress()).expect(OK);
  client.sendto(socket, 'x', peerName).expect(proposed.denied);
  receives(t.main, peer, proposed.denied, 'x');
  client.connect(socket, peerName).expect(proposed.denied);
});

const connect: stories.Mistake['attempt'] = (client, socket) => client.connect(socket, peerName);

// net/unix/af_unix.c: unix_find_other() and the state of a listener come before security_unix_stream_connect(), so before any scope.
const mistakes: readonly stories.Mistake[] = [
  { label: 'a path that does not exist', error: ENOENT, type: stream, attempt: connect },
  {
    label: 'a regular file',
    error: ECONNREFUSED,
    type: stream,
    prepare: (server) => server.writeFile('peer'),
    attempt: connect,
  },
  {
    label: 'a socket of another type',
    error: EPROTOTYPE,
    type: stream,
    prepare: (server) => serve(server, datagram, peerName),
    attempt: connect,
  },
  {
    label: 'a socket that does not listen',
    error: ECONNREFUSED,
    type: stream,
    prepare: (server) => server.bind(server.socket(AF_UNIX, stream.value), peerName),
    attempt: connect,
  },
  { ...stories.fullListener(peerName), label: 'a full listener' },
  { ...stories.connectedAlready(peerName), label: 'from a connected stream' },
];

scenario(
  'the proposed scope comes after other errors: {mistake}',
  { ...proposal, doc: 'net/unix/af_unix.c: unix_stream_connect(), unix_find_bsd()', variants: { mistake: mistakes } },
  (t) => stories.mistakeFirst(t, proposed, t.mistake),
);
