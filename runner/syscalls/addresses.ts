import { AF_INET, AF_INET6, AF_NETLINK, AF_UNIX, AF_UNSPEC, constantName } from './constants.ts';
import { be16, bytes, struct, u16, u32 } from './layout.ts';
import type { Blob } from './value.ts';

/** A socket address with the length that is passed beside it. */
export interface Address {
  readonly blob: Blob;
  /** Bytes, as in `bind(fd, address, length)`. */
  readonly length: number;
  readonly words: string;
}

/** `struct sockaddr_un` (include/uapi/linux/un.h). */
export const sockaddrUn = struct('sockaddr_un', { family: u16, path: bytes(108) });
/** `struct sockaddr_in` (include/uapi/linux/in.h). */
export const sockaddrIn = struct('sockaddr_in', { family: u16, port: be16, address: bytes(4), zero: bytes(8) });
/** `struct sockaddr_in6` (include/uapi/linux/in6.h). */
export const sockaddrIn6 = struct('sockaddr_in6', {
  family: u16,
  port: be16,
  flowinfo: u32,
  address: bytes(16),
  scopeId: u32,
});

/** `struct sockaddr_nl` (include/uapi/linux/netlink.h). */
const sockaddrNl = struct('sockaddr_nl', { family: u16, pad: u16, port: u32, groups: u32 });

function address(blob: Blob, length: number, words: string): Address {
  return { blob: { ...blob, words }, length, words };
}

/**
 * An abstract UNIX address: a NUL, then the name; the length says where it ends (unix(7)).
 *
 * @param name at most 107 bytes, NULs allowed
 */
export function abstractAddress(name: string): Address {
  const path = new TextEncoder().encode(`\0${name}`);
  return address(sockaddrUn.encode({ family: AF_UNIX, path }), 2 + path.length, JSON.stringify(`@${name}`));
}

/**
 * A UNIX address in the file system.
 *
 * @param path at most 107 bytes; the terminating NUL is counted in the length
 */
export function pathAddress(path: string): Address {
  const length = 2 + new TextEncoder().encode(path).length + 1;
  return address(sockaddrUn.encode({ family: AF_UNIX, path }), length, JSON.stringify(path));
}

/** The UNIX address of length 2: an unnamed one, or for `bind` the wish for an automatic abstract name. */
export function unnamedAddress(): Address {
  return address(sockaddrUn.encode({ family: AF_UNIX }), 2, '{AF_UNIX}');
}

/**
 * An address of family AF_UNSPEC: `connect` to it dissolves an association.
 *
 * @param length bytes passed, 2 to 110
 */
export function unspecAddress(length = 16): Address {
  return address(sockaddrUn.encode({ family: AF_UNSPEC }), length, `{AF_UNSPEC}:${length}`);
}

/**
 * An IPv4 address.
 *
 * @param host in dotted form
 * @param port 0 to 65535, host byte order
 * @param family another family in the same structure, for tests of mismatches
 */
export function inet4(host: string, port: number, family: number = AF_INET): Address {
  const parts = host.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) {
    throw new RangeError(`'${host}' is not an IPv4 address`);
  }
  const words = `${family === AF_INET ? '' : `${constantName('AF_', family)} `}${host}:${port}`;
  return address(sockaddrIn.encode({ family, port, address: Uint8Array.from(parts) }), 16, words);
}

function inet6Bytes(host: string): Uint8Array {
  const groupBytes = (part: string): number[] => {
    if (part.includes('.')) return part.split('.').map(Number);
    const group = Number.parseInt(part, 16);
    return [group >> 8, group & 0xff];
  };
  const [head = '', tail] = host.split('::');
  const before = head === '' ? [] : head.split(':').flatMap(groupBytes);
  const after = tail === undefined || tail === '' ? [] : tail.split(':').flatMap(groupBytes);
  const missing = 16 - before.length - after.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) throw new RangeError(`'${host}' is not an IPv6 address`);
  return Uint8Array.from([...before, ...new Array<number>(missing).fill(0), ...after]);
}

/**
 * An IPv6 address.
 *
 * @param host such as `::1` or `::ffff:127.0.0.1`
 * @param port 0 to 65535, host byte order
 */
export function inet6(host: string, port: number): Address {
  const blob = sockaddrIn6.encode({ family: AF_INET6, port, address: inet6Bytes(host) });
  return address(blob, sockaddrIn6.size, `[${host}]:${port}`);
}

/** An address that makes a netlink socket a member of these multicast groups, 1 to 32. */
export function netlinkGroups(...groups: readonly number[]): Address {
  const bits = groups.reduce((sum, group) => sum + 2 ** (group - 1), 0);
  return address(
    sockaddrNl.encode({ family: AF_NETLINK, groups: bits }),
    sockaddrNl.size,
    `netlink groups ${groups.join(', ')}`,
  );
}

/**
 * The same address with another length: cut, or followed by zeros.
 *
 * @param of the address
 * @param length bytes passed
 */
export function resized(of: Address, length: number): Address {
  const bytes = new Uint8Array(Math.max(length, of.blob.bytes.length));
  bytes.set(of.blob.bytes);
  return address({ ...of.blob, bytes }, length, of.words);
}
