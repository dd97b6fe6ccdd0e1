/** Groups of kernels by name. */
import type { Site } from '../../client/site.ts';

/** `debian:6.12, debian:7.3`; of many the first and the last, and how many are between. */
export function kernelsInWords({ columns }: Pick<Site, 'columns'>, places: readonly number[]): string {
  const keys = places.map((place) => columns[place]!.key);
  if (keys.length <= 4) return keys.join(', ');
  return `${keys.slice(0, 2).join(', ')}, ${keys.length - 3} more and ${keys.at(-1)}`;
}

/** `ABI 6`, `ABI 6 to 11`, `no Landlock`. */
export function abisInWords({ columns }: Pick<Site, 'columns'>, places: readonly number[]): string {
  const abis = [...new Set(places.map((place) => columns[place]!.kernel.abi))].sort((a, b) => a - b);
  const [first, last] = [abis[0]!, abis.at(-1)!];
  const name = (abi: number) => (abi === 0 ? 'no Landlock' : `ABI ${abi}`);
  if (first === last) return name(first);
  return first === 0 ? `no Landlock, up to ABI ${last}` : `ABI ${first} to ${last}`;
}

/** A word that the shell takes as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
