/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32; not for anything that must not be guessed). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A random sample, in the order of the whole; the same one for the same seed.
 *
 * @param all to choose from
 * @param count how many; all of them when there are not more
 * @param seed a 32-bit number
 */
export function sampleOf<T>(all: readonly T[], count: number, seed: number): T[] {
  const random = generator(seed);
  const ranked = all.map((item, index) => ({ item, index, rank: random() }));
  const chosen = ranked.toSorted((a, b) => a.rank - b.rank).slice(0, count);
  return chosen.toSorted((a, b) => a.index - b.index).map(({ item }) => item);
}
