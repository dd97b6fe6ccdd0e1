import {
  type Actor,
  AF_INET,
  AF_VSOCK,
  EPROTONOSUPPORT,
  feature,
  holds,
  IPPROTO_UDPLITE,
  inet4,
  OK,
  SOCK_DGRAM,
  SOCK_STREAM,
  scenario,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';
import { denied, tcpBind, udpBind, unchecked } from './calls.ts';
import { inNetwork } from './families.ts';
import { kinds, localVsock } from './kinds.ts';

// The hooks ask for sockets of TCP and of UDP only (security/landlock/net.c; include/net/sock.h: sk_is_tcp(), sk_is_udp()).
const doc = 'security/landlock/net.c: hook_socket_bind(), hook_socket_connect(), hook_socket_sendmsg()';

const NET = ['BIND_TCP', 'CONNECT_TCP', 'BIND_UDP', 'CONNECT_SEND_UDP'] as const;

/** What a socket that no right is for is answered. */
const free = unchecked('TCP', KNOWN.otherSockets);

/** The domain of `client` is in force all the same. */
const witness = (client: Actor) => {
  tcpBind.attempt(client, client.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', 4000)).expect(denied('TCP'));
  udpBind.attempt(client, client.socket(AF_INET, SOCK_DGRAM), inet4('127.0.0.1', 4000)).expect(denied('UDP'));
};

scenario(
  '{kind} sockets are bound, connected and sent on without any right',
  { ...inNetwork, doc, tags: ['net', 'limitation'], variants: { kind: kinds } },
  (t) => {
    t.kind.prepare?.(t.main);
    const client = t.main.process('client');
    landlock(client, { net: NET });
    t.kind.use(client, t.kind.known === undefined ? OK : unchecked('TCP', t.kind.known));
    witness(client);
  },
);

scenario(
  'UDP-Lite sockets, where they exist, are bound, connected and sent on without any right',
  // Removed from the kernel in 7.1.
  { ...inNetwork, doc, tags: ['net', 'limitation'] },
  (t) => {
    const udplite = feature('udplite');
    const client = t.main.process('client');
    landlock(client, { net: NET });
    const socket = client
      .socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE)
      .expect(when(udplite, OK).otherwise(EPROTONOSUPPORT))
      .control('same');
    if (holds(udplite, t.facts)) {
      client.bind(socket, inet4('127.0.0.1', 4000)).expect(free);
      client.sendto(socket, 'x', inet4('127.0.0.1', 4001)).expect(free);
      client.connect(socket, inet4('127.0.0.1', 4000)).expect(free);
      client.send(socket).expect(free);
    }
    witness(client);
  },
);

scenario(
  'VSOCK sockets are bound and connected without any right',
  { ...inNetwork, doc, tags: ['net', 'limitation'], needs: ['module:vsock_loopback'] },
  (t) => {
    const client = t.main.process('client');
    landlock(client, { net: NET });
    const listener = client.socket(AF_VSOCK, SOCK_STREAM);
    client.bind(listener, localVsock(4000)).expect(free);
    client.listen(listener).expect(free);
    client.connect(client.socket(AF_VSOCK, SOCK_STREAM), localVsock(4000)).expect(free);
    witness(client);
  },
);
