import {
  type Address,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  AF_UNSPEC,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EINVAL,
  EOPNOTSUPP,
  inet4,
  inet6,
  OK,
  type Outcome,
  resized,
} from '../../../runner/index.ts';
import type { NetAddress } from './model.ts';

// Addresses of every family and length, and what the network stack answers to them when there is no Landlock.

/** The calls that take an address, as far as the stack answers them differently. */
export type StackCall = 'bind' | 'TCP connect' | 'UDP connect' | 'UDP send' | 'fastopen';

/** An address as the call is given it, as Landlock looks at it, and what the stack says. */
export interface AddressCase {
  readonly address: Address;
  readonly seen: NetAddress;
  readonly stack: (call: StackCall, socketFamily: number) => Outcome;
}

/** The port of every address here. */
export const PORT = 4000;
/** An address family that does not exist. */
const UNKNOWN = 99;
/** The largest length that the kernel takes (`struct sockaddr_storage`). */
const LONGEST = 128;

const CALLS: readonly StackCall[] = ['bind', 'TCP connect', 'UDP connect', 'UDP send', 'fastopen'];
const LETTERS: Readonly<Record<string, Outcome>> = {
  o: OK,
  I: EINVAL,
  F: EAFNOSUPPORT,
  D: EDESTADDRREQ,
  P: EOPNOTSUPP,
};

// Columns: bind, TCP connect, UDP connect, UDP send, MSG_FASTOPEN, on an IPv4 and on an IPv6 socket. Letters: o success, I EINVAL,
// F EAFNOSUPPORT, D EDESTADDRREQ, P EOPNOTSUPP. Alike in Linux 5.10 to 7.3:
// - net/ipv4/af_inet.c: inet_bind_sk(), __inet_bind(), __inet_stream_connect(), inet_dgram_connect()
// - net/ipv6/af_inet6.c: inet6_bind_sk(), __inet6_bind()
// - net/ipv4/tcp_ipv4.c: tcp_v4_connect(); net/ipv6/tcp_ipv6.c: tcp_v6_connect(); net/ipv4/tcp.c: tcp_sendmsg_fastopen()
// - net/ipv4/datagram.c: __ip4_datagram_connect(); net/ipv6/datagram.c: __ip6_datagram_connect()
// - net/ipv4/udp.c: udp_sendmsg(); net/ipv6/udp.c: udpv6_sendmsg()
const TABLE: readonly (readonly [family: number, length: number, host: string, on4: string, on6: string])[] = [
  [AF_INET, 1, '127.0.0.1', 'I I I I I', 'I I I I I'],
  [AF_INET, 2, '127.0.0.1', 'I I I I I', 'I I I I I'],
  [AF_INET, 15, '127.0.0.1', 'I I I I I', 'I I I I I'],
  [AF_INET, 16, '127.0.0.1', 'o o o o o', 'I I o o I'],
  [AF_INET, 28, '127.0.0.1', 'o o o o o', 'F F o o F'],
  [AF_INET, LONGEST, '127.0.0.1', 'o o o o o', 'F F o o F'],
  [AF_INET6, 2, '::1', 'I I I I I', 'I I I I I'],
  [AF_INET6, 16, '::1', 'F F F F F', 'I I I I I'],
  [AF_INET6, 23, '::1', 'F F F F F', 'I I I I I'],
  [AF_INET6, 24, '::1', 'F F F F F', 'o o o o o'],
  [AF_INET6, 28, '::1', 'F F F F F', 'o o o o o'],
  [AF_INET6, LONGEST, '::1', 'F F F F F', 'o o o o o'],
  [AF_INET6, 28, '::ffff:127.0.0.1', 'F F F F F', 'o o o o o'],
  [AF_UNSPEC, 2, '0.0.0.0', 'I o o I P', 'I o o D P'],
  [AF_UNSPEC, 15, '0.0.0.0', 'I o o I P', 'I o o D P'],
  [AF_UNSPEC, 16, '0.0.0.0', 'o o o o P', 'I o o D P'],
  [AF_UNSPEC, 16, '127.0.0.1', 'F o o o P', 'I o o D P'],
  [AF_UNSPEC, 24, '0.0.0.0', 'o o o o P', 'F o o D P'],
  [AF_UNSPEC, 28, '127.0.0.1', 'F o o o P', 'F o o D P'],
  [AF_UNIX, 2, '0.0.0.0', 'I I I I I', 'I I I I I'],
  [AF_UNIX, 16, '0.0.0.0', 'F F F F F', 'I I I I I'],
  [AF_UNIX, 28, '0.0.0.0', 'F F F F F', 'F F F I F'],
  [UNKNOWN, 28, '127.0.0.1', 'F F F F F', 'F F F I F'],
];

/** Every row of the table. */
export const addresses: readonly AddressCase[] = TABLE.map(([family, length, host, on4, on6]) => {
  const whole = family === AF_INET6 ? inet6(host, PORT) : inet4(host, PORT, family);
  return {
    address: resized(whole, length),
    seen: { family, length, port: PORT, any: host === '0.0.0.0' },
    stack: (call, socketFamily) => LETTERS[(socketFamily === AF_INET ? on4 : on6).split(' ')[CALLS.indexOf(call)]!]!,
  };
});
