/** How things are called on the page. */
import type { Column } from '../format.ts';

/** 7.3.4 of 7.3.4+deb14-cloud-amd64; where Debian's release is not the version, the version. */
export function versionOf({ release, version }: Column['kernel']): string {
  const text = /^\d+\.\d+/.test(version) ? version : release;
  return /^\d+(\.\d+)*(-rc\d+)?/.exec(text)?.[0] ?? text;
}

/** Errata by number, as the kernel documents them: bit 0 is erratum 1. */
export function errataOf({ errata }: Column['kernel']): string {
  if (errata === null) return '–';
  const numbers = [...errata.toString(2)].reverse().flatMap((bit, place) => (bit === '1' ? [place + 1] : []));
  return numbers.join(', ') || 'none';
}

/** `ABI 6`, or that there is none. */
export function abiOf({ abi, landlock }: Column['kernel']): string {
  return abi > 0 ? `${abi}` : landlock === 'disabled' ? 'disabled' : 'none';
}

/** 1,234 */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** 1 run, 2 runs */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** 2026-11-22 00:16 UTC */
export function when(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
