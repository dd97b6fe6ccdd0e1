import { AF_INET6, inet4, inet6, OK, SOCK_DGRAM, SOCK_STREAM, scenario, unspecAddress } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, serve, typeOf } from './calls.ts';
import { families, inNetwork } from './families.ts';
import { answerOf } from './kernels.ts';
import { type Protocol, RIGHTS } from './policies.ts';

// connect() with AF_UNSPEC gives something up, so it is always allowed (security/landlock/net.c: current_check_access_socket());
// to get it back needs the right. Kernels without the fix for short addresses refuse TCP those below 16 bytes.
const common = {
  doc: 'security/landlock/net.c: current_check_access_socket(), AF_UNSPEC',
  ...inNetwork,
};
const PORT = 4000;

scenario(
  'a connected {protocol} socket of {family} may be dissolved, and needs the right to connect again',
  { ...common, tags: ['net', 'unspec'], variants: { protocol: ['TCP', 'UDP'] as const, family: families } },
  (t) => {
    const protocol: Protocol = t.protocol;
    const { family, at } = t.family;
    const peer = at(PORT);
    const { bind, connect } = RIGHTS[protocol];
    serve(t.main, protocol, PORT);
    const client = t.main.process('client');
    const sockets = [2, 15, 16, 28, 110].map((length) => {
      const socket = client.socket(family, typeOf(protocol));
      client.connect(socket, peer);
      return { socket, length };
    });
    const layer = { handled: [bind, connect] };
    landlock(client, { net: [bind, connect] });
    for (const { socket, length } of sockets) {
      const transport = protocol === 'TCP' ? 'tcp' : 'udp';
      const address = { family: 0, length, port: 0, any: true };
      const call = { transport, operation: 'connect', socketFamily: family, address } as const;
      client
        .connect(socket, unspecAddress(length))
        .expect(answerOf(call, [layer], OK))
        .control(OK);
    }
    const { socket } = sockets.at(-1)!;
    client.connect(socket, peer).expect(denied(protocol));
  },
);

scenario(
  'a dissolved {protocol} socket of {family} connects again to a port that is allowed only',
  { ...common, tags: ['net', 'unspec'], variants: { protocol: ['TCP', 'UDP'] as const, family: families } },
  (t) => {
    const protocol: Protocol = t.protocol;
    const { family, at } = t.family;
    const peer = at(PORT);
    const { connect } = RIGHTS[protocol];
    const other = at(PORT + 1);
    serve(t.main, protocol, PORT);
    serve(t.main, protocol, PORT + 1);
    const client = t.main.process('client');
    const dissolved = [other, peer].map(() => {
      const socket = client.socket(family, typeOf(protocol));
      client.connect(socket, other);
      return socket;
    });
    landlock(client, { net: [connect], rules: [{ port: PORT, access: [connect] }] });
    for (const socket of dissolved) client.connect(socket, unspecAddress()).expect(OK);
    client.connect(dissolved[0]!, other).expect(denied(protocol));
    client.connect(dissolved[1]!, peer).expect(OK);
  },
);

scenario(
  'an accepted TCP socket of {family} may be dissolved, and needs the right to connect',
  { ...common, tags: ['net', 'unspec'], variants: { family: families } },
  (t) => {
    const { family, at } = t.family;
    const peer = at(PORT);
    const server = t.main.process('server');
    const listener = server.socket(family, SOCK_STREAM);
    server.bind(listener, peer);
    server.listen(listener);
    landlock(server, { net: ['BIND_TCP', 'CONNECT_TCP'] });
    t.main.connect(t.main.socket(family, SOCK_STREAM), peer);
    const connection = server.accept(listener);
    server.connect(connection, unspecAddress()).expect(OK);
    server.connect(connection, peer).expect(denied('TCP'));
  },
);

scenario(
  'sending to AF_UNSPEC on a connected UDP socket of IPv6 is denied, although the network stack ignores the address',
  {
    ...common,
    doc: 'security/landlock/net.c: current_check_access_socket(), AF_UNSPEC; net/ipv6/udp.c: udpv6_sendmsg()',
    tags: ['net', 'udp', 'unspec'],
  },
  (t) => {
    serve(t.main, 'UDP', PORT);
    const client = t.main.process('client');
    const socket = client.socket(AF_INET6, SOCK_DGRAM);
    client.connect(socket, inet6('::1', PORT));
    const rules = [
      { port: 0, access: ['CONNECT_SEND_UDP'] as const },
      { port: PORT, access: ['CONNECT_SEND_UDP'] as const },
    ];
    landlock(client, { net: ['CONNECT_SEND_UDP'], rules });
    client.sendto(socket, 'x', inet4('0.0.0.0', PORT, 0)).expect(denied('UDP'));
    client.sendto(socket, 'x', unspecAddress(2)).expect(denied('UDP'));
    client.send(socket).expect(OK);
  },
);
