/** Pairs of two sequences: what is in both, in the same order, and what is in one only. */
export type Pair<T> = readonly [before: T | undefined, after: T | undefined];

/**
 * Align two sequences along their longest common subsequence. Between what they have in common, neighbours that are alike are paired too, so that a step with
 * another argument is a changed step, and not one removed and one added.
 *
 * @param keyOf equal keys are the same thing
 * @param isAlike whether two things of different keys may still be paired
 */
export function align<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
  isAlike: (a: T, b: T) => boolean,
): Pair<T>[] {
  const a = before.map(keyOf);
  const b = after.map(keyOf);
  const common = commonSubsequence(a, b);
  const pairs: Pair<T>[] = [];
  let [i, j] = [0, 0];
  for (const [nextA, nextB] of [...common, [before.length, after.length] as const]) {
    pairs.push(...alignGap(before.slice(i, nextA), after.slice(j, nextB), isAlike));
    if (nextA < before.length && nextB < after.length) pairs.push([before[nextA], after[nextB]]);
    [i, j] = [nextA + 1, nextB + 1];
  }
  return pairs;
}

function alignGap<T>(before: readonly T[], after: readonly T[], isAlike: (a: T, b: T) => boolean): Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let rest = after;
  for (const item of before) {
    const found = rest.findIndex((other) => isAlike(item, other));
    if (found === -1) {
      pairs.push([item, undefined]);
      continue;
    }
    pairs.push(...rest.slice(0, found).map((other): Pair<T> => [undefined, other]), [item, rest[found]]);
    rest = rest.slice(found + 1);
  }
  return [...pairs, ...rest.map((other): Pair<T> => [undefined, other])];
}

/** Indices of a longest common subsequence. Equal sequences, which most are, cost one look at each item. */
function commonSubsequence(a: readonly string[], b: readonly string[]): [number, number][] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  const prefix = Array.from({ length: head }, (_, index): [number, number] => [index, index]);
  const [m, n] = [a.length - head, b.length - head];
  if (m === 0 || n === 0) return prefix;
  // lengths[i][j]: of the longest common subsequence of the last i and the last j items.
  const lengths = Array.from({ length: m + 1 }, () => new Uint32Array(n + 1));
  for (let i = 1; i <= m; i++) {
    for (let j = 1; j <= n; j++) {
      lengths[i]![j] =
        a[a.length - i] === b[b.length - j]
          ? lengths[i - 1]![j - 1]! + 1
          : Math.max(lengths[i - 1]![j]!, lengths[i]![j - 1]!);
    }
  }
  const found: [number, number][] = [];
  let [i, j] = [m, n];
  while (i > 0 && j > 0) {
    if (a[a.length - i] === b[b.length - j]) found.push([a.length - i--, b.length - j--]);
    else if (lengths[i - 1]![j]! >= lengths[i]![j - 1]!) i--;
    else j--;
  }
  return [...prefix, ...found];
}
