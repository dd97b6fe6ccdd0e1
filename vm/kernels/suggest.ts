import leven from 'leven';

const WORDS = ['host', 'all', 'default'];

/**
 * The known name that somebody probably meant, if one is near enough.
 *
 * @param text what was typed
 * @param known names such as `debian:7.3`
 */
export function nearestName(text: string, known: readonly string[]): string | undefined {
  const name = text.toLowerCase();
  // `7.3`, `v7.3` and `debian-7.3` are further away than a typo, yet leave no doubt.
  const series = /^(?:debian[-/ ]?|linux-?|v)?(\d+\.\d+)(?:\.\d+)?$/.exec(name)?.[1];
  if (series && known.includes(`debian:${series}`)) return `debian:${name.replace(/^[^\d]*/, '')}`;
  const scored = [...known, ...WORDS].map((candidate) => ({ candidate, distance: leven(name, candidate) }));
  scored.sort((a, b) => a.distance - b.distance);
  const best = scored[0];
  // Two for a transposition; but never a word of which next to nothing is right.
  const tolerance = Math.min(Math.max(2, Math.floor(name.length / 3)), name.length - 1);
  return best && best.distance <= tolerance ? best.candidate : undefined;
}
