import { abi, EAGAIN, MSG_DONTWAIT, OK, scenario, since, value } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { addressedSeqpacket, peerGivenUp } from '../unix-peers.ts';
import {
  abstractNames,
  clientSocket,
  datagram,
  datagramSendmsg,
  datagramSendto,
  fewWays,
  receives,
  serve,
  socketTypes,
  streamConnect,
  ways,
} from '../unix-sockets.ts';
import { clientMadeBefore, connectedBefore, ownServer, serverMoments, threads } from '../unix-stories.ts';

// Sockets from before the restriction: the caller's domain counts for a client, the domain at creation for a server.
const doc = 'Documentation/userspace-api/landlock.rst: IPC scoping';
const more = { tags: ['scope', 'unix'], programs: ['strict', 'best-effort'], scratch: false } as const;
const { address, denied, sandbox } = abstractNames;
const [peerName, otherName] = [address('peer'), address('other')];

scenario(
  'a {type} socket connected to an abstract name before the restriction goes on',
  { doc, ...more, variants: { type: socketTypes } },
  (t) => connectedBefore(t, abstractNames, t.type),
);

scenario(
  'an abstract name is out of reach for a socket made before the restriction, {way}',
  {
    doc: 'security/landlock/task.c: hook_unix_stream_connect(), hook_unix_may_send()',
    ...more,
    variants: { way: ways },
  },
  (t) => clientMadeBefore(t, abstractNames, t.way),
);

scenario(
  'the domain of a server with an abstract name is that of its making: own server {moment}, {way}',
  { doc: 'security/landlock/task.c: sock_is_scoped()', ...more, variants: { moment: serverMoments, way: fewWays } },
  (t) => ownServer(t, abstractNames, t.way, t.moment),
);

scenario(
  'threads of one process are no exception for abstract names: {sandboxed} sandboxed, {way}',
  {
    doc: 'security/landlock/task.c: sock_is_scoped()',
    ...more,
    variants: {
      sandboxed: [{ label: 'client' }, { label: 'server' }],
      way: [streamConnect, datagramSendto],
    },
  },
  (t) => threads(t, abstractNames, t.way, t.sandboxed.label),
);

scenario(
  'a datagram socket connected to an abstract name before may name its peer, and no other: {way}',
  {
    doc: 'security/landlock/task.c: hook_unix_may_send()',
    ...more,
    variants: { way: [datagramSendto, datagramSendmsg] },
  },
  (t) => {
    const [peer, other] = [serve(t.main, datagram, peerName), serve(t.main, datagram, otherName)];
    const client = t.main.process('client');
    const socket = clientSocket(client, datagram);
    client.connect(socket, peerName);
    landlock(client, sandbox);
    t.way.reach(client, socket, peerName).expect(OK);
    receives(t.main, peer);
    t.way.reach(client, socket, otherName).expect(denied);
    receives(t.main, other, denied);
    client.connect(socket, peerName).expect(OK);
  },
);

scenario(
  'a denied connect leaves a datagram socket with its old peer',
  { doc: 'net/unix/af_unix.c: unix_dgram_connect()', ...more },
  (t) => {
    const [peer, other] = [serve(t.main, datagram, peerName), serve(t.main, datagram, otherName)];
    const client = t.main.process('client');
    const socket = clientSocket(client, datagram);
    client.connect(socket, peerName);
    landlock(client, sandbox);
    client.connect(socket, otherName).expect(denied);
    client.send(socket, 'to the peer').expect(value(11));
    receives(t.main, other, denied, 'to the peer');
    t.main
      .recv(peer, 64, MSG_DONTWAIT)
      .expect(since(abi(6), OK).otherwise(EAGAIN))
      .control(EAGAIN);
  },
);

scenario(
  'a datagram socket that gave up its abstract peer is like a new one',
  { doc: 'security/landlock/task.c: hook_unix_may_send()', ...more },
  (t) => peerGivenUp(t, abstractNames),
);

scenario(
  'a connected seqpacket socket sends to its peer, whatever abstract name the message carries',
  { doc: 'net/unix/af_unix.c: unix_seqpacket_sendmsg()', ...more },
  (t) => addressedSeqpacket(t, abstractNames),
);
