import { AF_INET, AF_INET6, AF_UNSPEC, EACCES, EAFNOSUPPORT, EINVAL, type Outcome } from '../../../runner/index.ts';
import type { NetRight } from '../uapi.ts';

// What Landlock says to a call of a socket, as a pure function. Sources: security/landlock/net.c of Linux 6.7 (ABI 4), 6.12, 7.2 and
// 7.3; what changed between them is in NetKernel, each with the commit's title where it has no erratum.

/** The part of an address that Landlock looks at. */
export interface NetAddress {
  readonly family: number;
  /** Bytes that the call is told. */
  readonly length: number;
  readonly port: number;
  /** Whether the bytes of an IPv4 host are all zero (INADDR_ANY). */
  readonly any: boolean;
}

/** The kinds of sockets that Landlock tells apart. */
export type Transport = 'tcp' | 'udp' | 'other stream' | 'other';

/** One call, with all that its answer depends on. */
export interface NetCall {
  readonly transport: Transport;
  /** `send` carries an address or none; `fastopen` is sending with MSG_FASTOPEN. */
  readonly operation: 'bind' | 'connect' | 'send' | 'fastopen';
  readonly socketFamily: number;
  readonly address?: NetAddress | undefined;
  /** Whether the socket has a local port already. */
  readonly bound?: boolean;
}

/** A layer of a domain: the network rights it handles, and those it allows for ports. */
export interface NetLayer {
  readonly handled: readonly NetRight[];
  readonly rules?: readonly { readonly port: number; readonly access: readonly NetRight[] }[];
}

/** What differs from kernel to kernel. */
export interface NetKernel {
  /** TCP rights exist (ABI 4). */
  readonly tcp: boolean;
  /** UDP rights exist (ABI 10). */
  readonly udp: boolean;
  /** Erratum 1: TCP rights do not concern other stream sockets. */
  readonly tcpOnly: boolean;
  /** "landlock: Prepare to use credential instead of domain": an address is checked only where the right is handled. */
  readonly perRight: boolean;
  /** "landlock: Fix TCP handling of short AF_UNSPEC addresses". */
  readonly shortUnspec: boolean;
  /** MSG_FASTOPEN is checked like connect(). */
  readonly fastopen: boolean;
}

/** SIN6_LEN_RFC2133 (include/net/ipv6.h): a `struct sockaddr_in6` without its scope. */
export const SHORTEST_INET6 = 24;
export const SHORTEST_INET4 = 16;
const FAMILY_SIZE = 2;
const UDP_RIGHTS: readonly NetRight[] = ['BIND_UDP', 'CONNECT_SEND_UDP'];

/**
 * What Landlock answers to a call.
 *
 * @param layers of the caller's domain; none without a sandbox
 * @returns an error, or undefined when it is for the network stack to answer
 */
export function landlockAnswer(call: NetCall, layers: readonly NetLayer[], kernel: NetKernel): Outcome | undefined {
  const known = layers.map((layer) => knownBy(kernel, layer));
  if (call.transport === 'udp') return kernel.udp ? udpAnswer(call, known) : undefined;
  const checked = call.transport === 'tcp' || (call.transport === 'other stream' && !kernel.tcpOnly);
  if (!kernel.tcp || !checked || call.address === undefined || call.operation === 'send') return undefined;
  if (call.operation === 'fastopen' && !kernel.fastopen) return undefined;
  const right = call.operation === 'bind' ? 'BIND_TCP' : 'CONNECT_TCP';
  return addressAnswer(call, call.address, right, known, kernel);
}

/** Rights that the kernel does not know are not in its domains: a best-effort program leaves them out. */
function knownBy(kernel: NetKernel, { handled, rules = [] }: NetLayer): NetLayer {
  const exists = (right: NetRight) => (UDP_RIGHTS.includes(right) ? kernel.udp : kernel.tcp);
  return { handled: handled.filter(exists), rules };
}

/** hook_socket_bind(), hook_socket_connect() and hook_socket_sendmsg() for UDP. */
function udpAnswer(call: NetCall, layers: readonly NetLayer[]): Outcome | undefined {
  const { operation, address } = call;
  if (operation === 'bind') return address && addressAnswer(call, address, 'BIND_UDP', layers);
  const refused = address && addressAnswer(call, address, 'CONNECT_SEND_UDP', layers);
  if (refused !== undefined) return refused;
  const needsNoPort = operation === 'connect' && (address === undefined || !hasFamily(address, true));
  return needsNoPort ? undefined : autobindAnswer(call, layers);
}

/** Whether an address has a family at all, and one that is not AF_UNSPEC. */
const hasFamily = ({ length, family }: NetAddress, specified: boolean) =>
  length >= FAMILY_SIZE && (!specified || family !== AF_UNSPEC);

/** current_check_autobind_udp_socket(): what would bind() to port 0 be answered? */
function autobindAnswer(call: NetCall, layers: readonly NetLayer[]): Outcome | undefined {
  if (call.bound === true || isGranted('BIND_UDP', 0, layers)) return undefined;
  return EACCES;
}

/** current_check_access_socket(). Kernels that know UDP rights check each right by itself, and AF_UNSPEC by the new rules. */
function addressAnswer(
  call: NetCall,
  address: NetAddress,
  right: NetRight,
  layers: readonly NetLayer[],
  kernel: Pick<NetKernel, 'perRight' | 'shortUnspec'> = { perRight: true, shortUnspec: true },
): Outcome | undefined {
  const handled = layers.some((layer) => (kernel.perRight ? layer.handled.includes(right) : layer.handled.length > 0));
  if (!handled) return undefined;
  if (!hasFamily(address, false)) return EINVAL;
  const unspec = address.family === AF_UNSPEC ? unspecAnswer(call, address, kernel.shortUnspec) : 'check';
  if (unspec !== 'check') return unspec;
  if (address.family !== AF_INET6 && address.family !== AF_INET && address.family !== AF_UNSPEC) return undefined;
  if (address.length < (address.family === AF_INET6 ? SHORTEST_INET6 : SHORTEST_INET4)) return EINVAL;
  if (address.family !== call.socketFamily && address.family !== AF_UNSPEC) return EINVAL;
  return isGranted(right, address.port, layers) ? undefined : EACCES;
}

/** The case AF_UNSPEC of current_check_access_socket(); `check` goes on as with AF_INET. */
function unspecAnswer(call: NetCall, { length, any }: NetAddress, newRules: boolean): Outcome | undefined | 'check' {
  const inet4 = call.socketFamily === AF_INET;
  if (!newRules && length < SHORTEST_INET4) return EINVAL;
  switch (call.operation) {
    case 'connect':
    case 'fastopen':
      return undefined;
    case 'send':
      return inet4 ? 'check' : EACCES;
    case 'bind':
      if (!inet4) return newRules && length >= SHORTEST_INET6 ? EAFNOSUPPORT : EINVAL;
      if (length < SHORTEST_INET4) return EINVAL;
      return any ? 'check' : EAFNOSUPPORT;
  }
}

/** Each layer that handles a right must have a rule for the port; rules of one layer unite. */
function isGranted(right: NetRight, port: number, layers: readonly NetLayer[]): boolean {
  return layers
    .filter(({ handled }) => handled.includes(right))
    .every(({ rules = [] }) => rules.some((rule) => rule.port === port && rule.access.includes(right)));
}
