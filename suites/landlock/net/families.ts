import { type Address, AF_INET, AF_INET6, inet4, inet6 } from '../../../runner/index.ts';

/** An IP family, with addresses of this machine. */
export interface Family {
  readonly label: string;
  readonly family: number;
  readonly at: (port: number) => Address;
}

export const ipv4: Family = { label: 'IPv4', family: AF_INET, at: (port) => inet4('127.0.0.1', port) };
export const ipv6: Family = { label: 'IPv6', family: AF_INET6, at: (port) => inet6('::1', port) };
export const families: readonly Family[] = [ipv4, ipv6];

/** What every scenario about sockets has: both programs, and ports of its own. */
export const inNetwork = { programs: ['strict', 'best-effort'], namespaces: ['net'], scratch: false } as const;
