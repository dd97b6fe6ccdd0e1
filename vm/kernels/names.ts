import type { ParsedName } from './types.ts';

/** One stock kernel for each Landlock ABI that Debian carries, oldest first: what runs when nobody names a kernel. */
export const DEFAULT_SERIES: readonly string[] = ['5.10', '6.1', '6.12', '6.18', '7.0', '7.1', '7.2', '7.3'];

const BUILD = /^build:([a-z0-9][\w.+-]*)$/i;
const DEBIAN = /^debian:(\d+\.\d+)(\.\d+|-rc\d+)?$/;

/**
 * What a kernel's name says, without looking at the disk. Never throws: nonsense parses as `unknown`.
 *
 * @param text `debian:7.3`, `debian:6.12.107`, `debian:7.*`, `all`, `default`, `host`, `build:NAME`, or a path with a slash in it
 */
export function parseKernelName(text: string): ParsedName {
  if (text === 'host') return { kind: 'host', id: 'host' };
  if (text === 'all' || text === 'default') return { kind: 'pattern', text };
  const [, series, rest] = DEBIAN.exec(text) ?? [];
  if (series && rest) return { kind: 'debian', id: text, series, version: series + rest };
  if (series) return { kind: 'debian', id: text, series };
  const [, build] = BUILD.exec(text) ?? [];
  if (build) return { kind: 'build', id: text, name: build };
  if (text.startsWith('debian:') && /[*?[{]/.test(text)) return { kind: 'pattern', text };
  if (text.startsWith('.') || text.includes('/')) return { kind: 'path', text };
  return { kind: 'unknown', text };
}

/** Order of two series, `6.12` after `6.1`: for sorting, oldest first. */
export function compareSeries(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
