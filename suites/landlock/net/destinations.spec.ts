import {
  type Address,
  AF_INET,
  AF_INET6,
  EACCES,
  EADDRNOTAVAIL,
  EINVAL,
  ENETUNREACH,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  inet4,
  inet6,
  OK,
  type Outcome,
  scenario,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, serve, tcpBind, tcpConnect, typeOf, udpBind, udpConnect, udpSendto } from './calls.ts';
import { inNetwork } from './families.ts';
import { RIGHTS } from './policies.ts';

const PORT = 4000;

interface Host {
  readonly label: string;
  readonly family: number;
  readonly address: Address;
  readonly v6only?: boolean;
  /** What the stack says to bind, connect of TCP, bind, connect and sendto of UDP; only `lo` is up, with no route beyond it. */
  readonly stack: readonly [Outcome, Outcome, Outcome, Outcome, Outcome];
}
const N = ENETUNREACH;

// net/ipv4/af_inet.c: __inet_bind(); net/ipv6/af_inet6.c: __inet6_bind(); net/ipv4/tcp_ipv4.c: tcp_v4_connect(); net/ipv6/tcp_ipv6.c:
// tcp_v6_connect(); net/ipv4/datagram.c, net/ipv6/datagram.c: the datagram connects; net/ipv4/udp.c: udp_sendmsg();
// net/ipv6/udp.c: udpv6_sendmsg(). A host that no route leads to is unreachable (net/ipv4/route.c: ip_route_output_key_hash_rcu()).
const hosts: readonly Host[] = [
  { label: 'the IPv4 loopback', family: AF_INET, address: inet4('127.0.0.1', PORT), stack: [OK, OK, OK, OK, OK] },
  {
    label: 'another loopback of IPv4',
    family: AF_INET,
    address: inet4('127.1.2.3', PORT),
    stack: [OK, OK, OK, OK, OK],
  },
  { label: 'any host of IPv4', family: AF_INET, address: inet4('0.0.0.0', PORT), stack: [OK, OK, OK, OK, OK] },
  {
    label: 'an unknown host of IPv4',
    family: AF_INET,
    address: inet4('192.0.2.1', PORT),
    stack: [EADDRNOTAVAIL, N, EADDRNOTAVAIL, N, N],
  },
  { label: 'an IPv4 multicast group', family: AF_INET, address: inet4('224.0.0.1', PORT), stack: [OK, N, OK, N, N] },
  {
    label: 'the IPv4 broadcast address',
    family: AF_INET,
    address: inet4('255.255.255.255', PORT),
    stack: [OK, N, OK, N, N],
  },
  {
    label: 'the broadcast address of the IPv4 loopback',
    family: AF_INET,
    address: inet4('127.255.255.255', PORT),
    stack: [OK, N, OK, EACCES, EACCES],
  },
  { label: 'the IPv6 loopback', family: AF_INET6, address: inet6('::1', PORT), stack: [OK, OK, OK, OK, OK] },
  { label: 'any host of IPv6', family: AF_INET6, address: inet6('::', PORT), stack: [OK, OK, OK, OK, OK] },
  {
    label: 'an IPv4 host mapped to IPv6',
    family: AF_INET6,
    address: inet6('::ffff:127.0.0.1', PORT),
    stack: [OK, OK, OK, OK, OK],
  },
  {
    label: 'an IPv4 host mapped to IPv6, for a socket of IPv6 only',
    family: AF_INET6,
    v6only: true,
    address: inet6('::ffff:127.0.0.1', PORT),
    stack: [EINVAL, N, EINVAL, N, N],
  },
  {
    label: 'a link-local host of IPv6 without its interface',
    family: AF_INET6,
    address: inet6('fe80::1', PORT),
    stack: [EINVAL, EINVAL, EINVAL, EINVAL, N],
  },
  {
    label: 'an unknown host of IPv6',
    family: AF_INET6,
    address: inet6('2001:db8::1', PORT),
    stack: [EADDRNOTAVAIL, N, EADDRNOTAVAIL, N, N],
  },
];

scenario(
  'the port decides and not the host: {host}',
  {
    doc: 'include/uapi/linux/landlock.h: "Network flags"; security/landlock/net.c: current_check_access_socket()',
    tags: ['net', 'errno'],
    variants: { protocol: ['TCP', 'UDP'] as const, host: hosts },
    ...inNetwork,
  },
  (t) => {
    const { family, address, v6only, stack } = t.host;
    const ways = [tcpBind, tcpConnect, udpBind, udpConnect, udpSendto];
    const { bind, connect } = RIGHTS[t.protocol];
    const without = t.main.process('without-rule');
    const having = t.main.process('with-rule');
    const actors = [
      { actor: without, rules: [] },
      {
        actor: having,
        rules: [
          { port: PORT, access: [bind, connect] },
          // For the local port of a socket that connects or sends.
          { port: 0, access: [bind] },
        ],
      },
    ];
    for (const { actor, rules } of actors) landlock(actor, { net: [bind, connect], rules });
    const stories = ways
      .map((way, index) => ({ way, plain: stack[index]! }))
      .filter(({ way }) => way.protocol === t.protocol);
    for (const { way, plain } of stories) {
      // Binding comes first, while nobody has the port.
      if (way.operation === 'connect') serve(t.main, t.protocol, PORT);
      for (const { actor, rules } of actors) {
        const socket = actor.socket(family, typeOf(t.protocol));
        if (v6only) actor.setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        way
          .attempt(actor, socket, address)
          .expect(rules.length > 0 ? plain : denied(t.protocol, plain))
          .control(plain);
        actor.close(socket);
      }
    }
  },
);
