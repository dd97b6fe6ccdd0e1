/** A comparison for programs. */
import { compareFacts, type Difference, isSame } from '../../compare/index.ts';
import type { Compared } from './summary.ts';

/** Changes when a reader of the previous version would misread it. */
export const DIFF_SCHEMA = 'kconform-diff-1';

/** All comparisons of a command as one JSON document; steps that are the same are left out. */
export function renderDiffJson(all: readonly Compared[]): string {
  const comparisons = all.map(({ comparison, from }) => {
    const { before, after, counts, differences } = comparison;
    return {
      before: { results: from.before, id: before.id, release: before.release, abi: before.abi, errata: before.errata },
      after: { results: from.after, id: after.id, release: after.release, abi: after.abi, errata: after.errata },
      same: isSame(comparison),
      counts,
      // An explicit null: JSON would drop what is undefined.
      facts: compareFacts(before, after).map(({ name, before = null, after = null }) => ({ name, before, after })),
      differences: differences.map(differenceOf),
    };
  });
  return `${JSON.stringify({ schema: DIFF_SCHEMA, comparisons }, null, 2)}\n`;
}

/** A difference for programs; steps that are the same are left out. */
export function differenceOf({ scenario, topic, change, what, before, after, steps }: Difference) {
  return {
    scenario,
    topic,
    change,
    what,
    before: standingOf(before),
    after: standingOf(after),
    steps: steps.filter(({ kind }) => kind !== 'same'),
  };
}

function standingOf(standing: Difference['before']) {
  if (standing === undefined) return null;
  const { verdict, times, failures } = standing;
  return { verdict: verdict.verdict, reason: verdict.reason, known: verdict.known ?? [], times, failures };
}
