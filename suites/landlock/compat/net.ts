import type { DenialRule, Unsupported } from '../../../runner/compat/catalogue.ts';
import { KNOWN } from '../known.ts';
import { NET, type NetRight } from '../uapi.ts';
import { before, denied, type Entry, feature, hex, UAPI, USER_DOC } from './entry.ts';

const HOOKS = 'security/landlock/net.c';
const NETWORK = ['landlock/net/**', 'landlock/unprivileged/reach/**'];

const right = (
  name: NetRight,
  abi: number,
  unsupported: readonly Unsupported[],
  entry: Entry & { denied: readonly Omit<DenialRule, 'scenarios'>[]; kept?: readonly string[] },
) => {
  const { denied: found, kept, ...rest } = entry;
  return feature(`LANDLOCK_ACCESS_NET_${name}`, 'access_net', abi, unsupported, {
    topic: 'sockets',
    value: hex(NET[name]),
    field: 'handled_access_net',
    ...rest,
    doc: [`${UAPI}: LANDLOCK_ACCESS_NET_${name}`, ...rest.doc],
    evidence: {
      uses: `^landlock_create_ruleset\\(\\{net=${name}\\}`,
      denied: found.map((rule) => ({ scenarios: NETWORK, ...rule })),
      ...(kept && { kept }),
    },
  });
};

/** Only what is about one protocol is handled; which of its rights denied a call, the call tells. */
const handles = (...names: NetRight[]) =>
  `^landlock_create_ruleset\\(\\{net=(${names.join('|')}|${names.join('\\|')})\\}`;

// The attr of ABI 1 to 3 ends before handled_access_net.
const UDP: readonly Unsupported[] = [
  { abi: [1, 3], errno: 'E2BIG' },
  { abi: [4, 9], errno: 'EINVAL' },
];

/** Rights of `handled_access_net`. */
export const netFeatures = [
  right('BIND_TCP', 4, before(4, 'E2BIG'), {
    what: 'Bind a TCP socket to a local port.',
    operations: denied('EACCES', 'bind(2) of a TCP socket to a port without a rule'),
    bestEffort: 'Every port that permissions allow.',
    errata: [1],
    known: [KNOWN.nonTcpStreams, KNOWN.listenAutobind, KNOWN.mptcp, KNOWN.sctp, KNOWN.smc],
    notes: [
      'Port 0 is a port of its own: only a rule for it permits that the kernel chooses one.',
      'listen(2) of an unbound socket gets a port without the right.',
      'A socket that was made before the domain is checked, too; the host does not matter.',
    ],
    doc: [`${USER_DOC}: TCP bind and connect (ABI < 4)`, `${HOOKS}: hook_socket_bind()`],
    denied: [{ handled: handles('BIND_TCP', 'CONNECT_TCP'), calls: ['bind'] }],
    kept: ['landlock/net/ports/tcp-**', 'landlock/net/layers/each-layer-must-allow-a-port-of-tcp-**'],
  }),
  right('CONNECT_TCP', 4, before(4, 'E2BIG'), {
    what: 'Connect a TCP socket to a remote port.',
    operations: denied(
      'EACCES',
      'connect(2) of a TCP socket to a port without a rule',
      'sendto(2) and sendmsg(2) with MSG_FASTOPEN (7.2 and later)',
    ),
    bestEffort: 'Every port of every host.',
    errata: [1],
    known: [
      KNOWN.fastopen,
      KNOWN.nonTcpStreams,
      KNOWN.shortUnspec,
      KNOWN.anyNetRight,
      KNOWN.familyMismatch,
      KNOWN.mptcp,
    ],
    notes: [
      'connect(2) with AF_UNSPEC, which disconnects, is free.',
      'Before 7.2, MSG_FASTOPEN connects to any port: neither ABI nor errata tell.',
      'An address of the other family is EINVAL, also where the port is allowed.',
    ],
    doc: [`${USER_DOC}: TCP bind and connect (ABI < 4)`, `${HOOKS}: hook_socket_connect()`],
    denied: [{ handled: handles('BIND_TCP', 'CONNECT_TCP'), calls: ['connect', 'sendto', 'sendmsg', 'sendmmsg'] }],
    kept: ['landlock/net/ports/tcp-**', 'landlock/net/layers/each-layer-must-allow-a-port-of-tcp-**'],
  }),
  right('BIND_UDP', 10, UDP, {
    what: 'Bind a UDP socket to a local port, also where the kernel chooses it for a socket that sends or connects.',
    operations: denied(
      'EACCES',
      'bind(2) of a UDP socket to a port without a rule',
      'connect(2), sendto(2), sendmsg(2) of an unbound UDP socket without a rule for port 0',
    ),
    bestEffort: 'UDP as a whole: ABI 9 and earlier restrict nothing of it.',
    known: [KNOWN.autobindErrors],
    notes: ['A client needs CONNECT_SEND_UDP for the remote port and BIND_UDP for port 0 where both are handled.'],
    doc: [`${USER_DOC}: "UDP bind, connect and send* (ABI < 10)"`, `${HOOKS}: current_check_autobind_udp_socket()`],
    // Where the other right is handled, too, the call does not tell which of them denied it.
    denied: [{ handled: handles('BIND_UDP', 'CONNECT_SEND_UDP'), calls: ['bind'] }, { handled: handles('BIND_UDP') }],
    kept: ['landlock/net/ports/udp-**', 'landlock/net/autobind/**'],
  }),
  right('CONNECT_SEND_UDP', 10, UDP, {
    what: 'Set the remote port of a UDP socket, or send a datagram to it.',
    operations: denied(
      'EACCES',
      'connect(2) of a UDP socket to a port without a rule',
      'sendto(2), sendmsg(2) and sendmmsg(2) with an address',
    ),
    bestEffort: 'Datagrams to every port of every host: DNS and QUIC included.',
    known: [KNOWN.udpMapped, KNOWN.autobindErrors],
    notes: [
      'A connected socket sends without an address as before the domain; with an address it is checked, also for the same peer.',
      'An IPv4 address on an IPv6 socket is EINVAL once the right is handled.',
    ],
    doc: [`${USER_DOC}: "UDP bind, connect and send* (ABI < 10)"`, `${HOOKS}: hook_socket_sendmsg()`],
    denied: [{ handled: handles('CONNECT_SEND_UDP') }],
    kept: ['landlock/net/ports/udp-**', 'landlock/net/messages/**', 'landlock/net/destinations/**'],
  }),
];
