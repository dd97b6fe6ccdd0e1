import { type Context, MSG_DONTWAIT, OK, unspecAddress, value } from '../../runner/index.ts';
import { landlock } from './sandbox.ts';
import { clientSocket, datagram, type NameSpace, receives, seqpacket, serve } from './unix-sockets.ts';
import { holds } from './unix-stories.ts';

// Sockets that have a peer when the restriction comes, told for abstract and for pathname sockets alike.

/** A datagram socket gives up its peer, which is then out of reach. */
export function peerGivenUp(t: Context, { address, sandbox, denied }: NameSpace): void {
  const name = address('peer');
  const peer = serve(t.main, datagram, name);
  const client = t.main.process('client');
  const socket = clientSocket(client, datagram);
  client.connect(socket, name);
  landlock(client, sandbox);
  client.connect(socket, unspecAddress()).expect(OK);
  client.sendto(socket, 'x', name).expect(denied);
  receives(t.main, peer, denied, 'x');
  client.connect(socket, name).expect(denied);
}

/** A connected seqpacket socket sends to its peer, and nobody looks at the address of the message. */
export function addressedSeqpacket(t: Context, names: NameSpace): void {
  const [peerName, otherName] = [names.address('peer'), names.address('other')];
  const listener = serve(t.main, seqpacket, peerName);
  serve(t.main, seqpacket, otherName);
  const client = t.main.process('client');
  const socket = clientSocket(client, seqpacket);
  client.connect(socket, peerName);
  const peer = t.main.accept(listener);
  landlock(client, names.sandbox);
  client.sendto(socket, 'addressed', otherName, MSG_DONTWAIT).expect(value(9));
  receives(t.main, peer, OK, 'addressed');
  holds(t, names, client, seqpacket);
}
