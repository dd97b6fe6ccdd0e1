import { OK, scenario, value } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { addressedSeqpacket, peerGivenUp } from '../unix-peers.ts';
import {
  clientSocket,
  datagram,
  datagramSendmsg,
  datagramSendto,
  fewWays,
  pathNames,
  receives,
  serve,
  socketTypes,
  streamConnect,
  ways,
} from '../unix-sockets.ts';
import { clientMadeBefore, connectedBefore, ownServer, serverMoments, threads } from '../unix-stories.ts';

// Sockets from before the restriction: a path that is named is looked up, whatever the socket was allowed before.
const doc = 'security/landlock/fs.c: hook_unix_find()';
const more = { tags: ['fs', 'unix'], programs: ['strict', 'best-effort'] } as const;
const { address, denied, sandbox } = pathNames;
const peerName = address('peer');

scenario(
  'a {type} socket connected to a path before the restriction goes on',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_RESOLVE_UNIX, "with an explicit recipient address"',
    ...more,
    variants: { type: socketTypes },
  },
  (t) => connectedBefore(t, pathNames, t.type),
);

scenario(
  'a path is out of reach for a socket made before the restriction, {way}',
  { doc, ...more, variants: { way: ways } },
  (t) => clientMadeBefore(t, pathNames, t.way),
);

scenario(
  'the domain of a server with a path is that of its making: own server {moment}, {way}',
  { doc, ...more, variants: { moment: serverMoments, way: fewWays } },
  (t) => ownServer(t, pathNames, t.way, t.moment),
);

scenario(
  'threads of one process are no exception for paths: {sandboxed} sandboxed, {way}',
  {
    doc,
    ...more,
    variants: { sandboxed: [{ label: 'client' }, { label: 'server' }], way: [streamConnect, datagramSendto] },
  },
  (t) => threads(t, pathNames, t.way, t.sandboxed.label),
);

scenario(
  'a datagram socket connected to a path before must not name its peer: {way}',
  { doc, ...more, variants: { way: [datagramSendto, datagramSendmsg] } },
  (t) => {
    const peer = serve(t.main, datagram, peerName);
    const client = t.main.process('client');
    const socket = clientSocket(client, datagram);
    client.connect(socket, peerName);
    landlock(client, sandbox);
    t.way.reach(client, socket, peerName).expect(denied);
    receives(t.main, peer, denied);
    client.connect(socket, peerName).expect(denied);
    client.send(socket, 'unnamed').expect(value(7));
    receives(t.main, peer, OK, 'unnamed');
  },
);

scenario('a datagram socket that gave up its path is like a new one', { doc, ...more }, (t) =>
  peerGivenUp(t, pathNames),
);

scenario(
  'a connected seqpacket socket sends to its peer, whatever path the message carries',
  { doc: 'net/unix/af_unix.c: unix_seqpacket_sendmsg()', ...more },
  (t) => addressedSeqpacket(t, pathNames),
);
