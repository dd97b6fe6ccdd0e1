import {
  AF_INET,
  AF_INET6,
  CLONE_NEWNET,
  EAFNOSUPPORT,
  EINVAL,
  IPPROTO_IPV6,
  IPV6_ADDRFORM,
  inet4,
  inet6,
  OK,
  resized,
  SOCK_DGRAM,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { abiOf, denied, serve, tcpBind, typeOf, udpBind } from './calls.ts';
import { inNetwork } from './families.ts';
import { RIGHTS } from './policies.ts';

scenario(
  '{way} sockets is checked in a network namespace that the sandboxed process makes',
  {
    ...inNetwork,
    doc: 'Documentation/userspace-api/landlock.rst: Inheritance; security/landlock/net.c: current_check_access_socket()',
    tags: ['net', 'namespaces'],
    variants: { way: [tcpBind, udpBind] },
  },
  (t) => {
    const { protocol, attempt } = t.way;
    const { bind } = RIGHTS[protocol];
    const client = t.main.process('client');
    landlock(client, { net: [bind], rules: [{ port: 4000, access: [bind] }] });
    const outer = client.socket(AF_INET, typeOf(protocol));
    client.unshare(CLONE_NEWNET).expect(OK);
    const inner = () => client.socket(AF_INET, typeOf(protocol));
    attempt(client, inner(), inet4('0.0.0.0', 4000)).expect(OK);
    attempt(client, inner(), inet4('0.0.0.0', 4001)).expect(denied(protocol));
    attempt(client, outer, inet4('0.0.0.0', 4001)).expect(denied(protocol));
  },
);

scenario(
  'a UDP socket of IPv6 that was turned into one of IPv4 is checked as one of IPv4',
  {
    ...inNetwork,
    doc: 'security/landlock/net.c: current_check_access_socket(); net/ipv6/ipv6_sockglue.c: IPV6_ADDRFORM',
    tags: ['net', 'udp'],
  },
  (t) => {
    serve(t.main, 'UDP', 4000);
    const client = t.main.process('client');
    const socket = client.socket(AF_INET6, SOCK_DGRAM);
    client.connect(socket, inet6('::ffff:127.0.0.1', 4000));
    landlock(client, { net: ['CONNECT_SEND_UDP'], rules: [{ port: 4000, access: ['CONNECT_SEND_UDP'] }] });
    const mismatch = since(abiOf('UDP'), EINVAL);
    client.sendto(socket, 'x', inet4('127.0.0.1', 4000)).expect(mismatch.otherwise(OK)).control(OK);
    client.setsockopt(socket, IPPROTO_IPV6, IPV6_ADDRFORM, AF_INET).expect(OK);
    client.sendto(socket, 'x', inet4('127.0.0.1', 4000)).expect(OK);
    client.sendto(socket, 'x', inet4('127.0.0.1', 4001)).expect(denied('UDP'));
    client.sendto(socket, 'x', inet4('127.0.0.1', 4000, 0)).expect(OK);
    client.sendto(socket, 'x', inet4('127.0.0.1', 4001, 0)).expect(denied('UDP'));
    client
      .sendto(socket, 'x', resized(inet6('::1', 4000), 28))
      .expect(mismatch.otherwise(EAFNOSUPPORT))
      .control(EAFNOSUPPORT);
  },
);
