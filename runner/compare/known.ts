/** What kernels are known for, compared. */
import type { Verdict } from '../results/schema.ts';

export type Known = NonNullable<Verdict['known']>[number];

/** Bugs that a kernel is known for and showed in the second verdict, but not in the first. A limitation that every kernel has is no bug. */
export function knownGained(before: Verdict, after: Verdict): Known[] {
  const had = new Set((before.known ?? []).map(({ what }) => what));
  return (after.known ?? []).filter(({ kind, what }) => kind !== 'limited' && !had.has(what));
}
