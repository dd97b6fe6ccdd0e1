/**
 * Order of two Debian package versions, by the algorithm of dpkg: `~` before everything, numbers by value, letters before other signs.
 *
 * @returns negative, zero or positive, for sorting oldest first
 */
export function compareDebianVersions(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  return (
    left.epoch - right.epoch || comparePart(left.upstream, right.upstream) || comparePart(left.revision, right.revision)
  );
}

/**
 * The kernel's own version, from that of its Debian package.
 *
 * @param version such as `7.3.4-1~bpo13+1` or `7.4~rc2-1~exp1`
 * @returns such as `7.3.4` or `7.4-rc2`
 */
export function upstreamVersion(version: string): string {
  return split(version).upstream.replace(/~rc/, '-rc');
}

/** First two numbers of a kernel version: `7.3` of `7.3.4` and of `7.3-rc2`. */
export function seriesOf(upstream: string): string {
  return /^\d+\.\d+/.exec(upstream)?.[0] ?? upstream;
}

function split(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  if (dash < 0) return { epoch: Number(epoch), upstream: rest, revision: '' };
  return { epoch: Number(epoch), upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

function comparePart(a: string, b: string): number {
  const left: string[] = a.match(/\d+|\D+/g) ?? [];
  const right: string[] = b.match(/\d+|\D+/g) ?? [];
  // Each part is to alternate non-digits and digits, starting with (perhaps no) non-digits.
  if (/^\d/.test(a)) left.unshift('');
  if (/^\d/.test(b)) right.unshift('');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order =
      i % 2 === 0 ? compareText(left[i] ?? '', right[i] ?? '') : Number(left[i] ?? 0) - Number(right[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function compareText(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = weight(a[i]) - weight(b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function weight(char: string | undefined): number {
  if (char === undefined) return 0;
  if (char === '~') return -1;
  return /[a-z]/i.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
}
