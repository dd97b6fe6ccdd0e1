import * as ioctls from './constants/ioctls.ts';
import * as mounts from './constants/mounts.ts';
import * as netlink from './constants/netlink.ts';
import * as network from './constants/network.ts';
import * as open from './constants/open.ts';
import * as processes from './constants/processes.ts';
import * as signals from './constants/signals.ts';
import * as sockets from './constants/sockets.ts';
import * as terminals from './constants/terminals.ts';

export * from './constants/ioctls.ts';
export * from './constants/mounts.ts';
export * from './constants/netlink.ts';
export * from './constants/network.ts';
export * from './constants/open.ts';
export * from './constants/processes.ts';
export * from './constants/signals.ts';
export * from './constants/sockets.ts';
export * from './constants/terminals.ts';

// R_OK and its kin are no flags, and would be taken for those of wait(2), whose names begin with W alone.
const ALL: readonly (readonly [string, number])[] = [
  open,
  sockets,
  processes,
  signals,
  mounts,
  ioctls,
  netlink,
  terminals,
  network,
].flatMap((topic) => Object.entries(topic as Record<string, number>).filter(([name]) => !/^[FRWX]_OK$/.test(name)));

/**
 * The name of a constant, for people.
 *
 * @param prefix such as `AF_` or `SIG`
 * @param value the number
 * @returns the name, or the number in decimal where no constant of that prefix has it
 */
export function constantName(prefix: string, value: number): string {
  return ALL.find(([name, number]) => number === value && name.startsWith(prefix))?.[0] ?? String(value);
}

/**
 * A sum of flags as names joined by `|`.
 *
 * @param prefix such as `O_` or `MS_`
 * @param value the flags
 * @param zero what to say for 0
 */
export function flagNames(prefix: string, value: number, zero = '0'): string {
  if (value === 0) return zero;
  const names: string[] = [];
  let rest = BigInt.asUintN(32, BigInt(value));
  // Largest first, so that a flag made of several bits (O_SYNC, O_TMPFILE) wins over its parts.
  const candidates = ALL.filter(([name, number]) => name.startsWith(prefix) && number > 0).sort((a, b) => b[1] - a[1]);
  for (const [name, number] of candidates) {
    const bits = BigInt(number);
    if ((rest & bits) === bits) {
      names.push(name);
      rest &= ~bits;
    }
  }
  if (rest !== 0n) names.push(`0x${rest.toString(16)}`);
  return names.join('|');
}
