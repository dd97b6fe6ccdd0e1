/** Compares two columns of the site. */
import { gravest, isFailure } from '../../../../compare/changes.ts';
import {
  CHANGES,
  type Change,
  compareFacts,
  compareStandings,
  type Difference,
  type FactChange,
  type Standing,
} from '../../../../compare/index.ts';
import type { FullVerdict, Site } from '../../client/site.ts';
import type { Column } from '../../format.ts';

/** What differs between two columns. */
export interface ColumnComparison {
  counts: ReadonlyMap<Change, number>;
  differences: Difference[];
  facts: FactChange[];
}

/**
 * Compare two columns. Where both behaved the same in every step nothing is loaded.
 *
 * @param progress is told how many of the rows that differ are compared
 */
export async function compareColumns(
  site: Site,
  before: number,
  after: number,
  progress: (done: number, all: number) => void = () => {},
): Promise<ColumnComparison> {
  const rows = Array.from({ length: site.size }, (_, row) => row);
  const asked = rows.filter((row) => site.mark(row, before) !== undefined || site.mark(row, after) !== undefined);
  const differing = asked.filter((row) => site.behaviours(row)[before] !== site.behaviours(row)[after]);
  const counts = new Map<Change, number>(CHANGES.map((change) => [change, 0]));
  counts.set('same', asked.length - differing.length);
  const differences: Difference[] = [];
  for (const [done, row] of differing.entries()) {
    if (done % 100 === 0) progress(done, differing.length);
    const [a, b] = await Promise.all([before, after].map((column) => site.verdicts(row, column)));
    const difference = compareStandings(
      site.id(row),
      standingOf(site, row, before, a),
      standingOf(site, row, after, b),
    );
    const change = difference?.change ?? 'same';
    counts.set(change, counts.get(change)! + 1);
    if (difference !== undefined) differences.push(difference);
  }
  return { counts, differences, facts: compareFacts(kernelOf(site.columns[before]!), kernelOf(site.columns[after]!)) };
}

function standingOf(site: Site, row: number, column: number, all: FullVerdict[] | undefined): Standing | undefined {
  const worst = all === undefined ? undefined : gravest(all);
  if (all === undefined || worst === undefined) return undefined;
  const { verdict, reason, steps, ms, known, splats } = worst;
  const kernel = site.columns[column]!.key;
  return {
    verdict: { kernel, scenario: site.id(row), verdict, reason, steps, ms, known: known as never, splats },
    times: all.length,
    failures: all.filter((one) => isFailure(one.verdict)).length,
  };
}

/** The kernel of a column, as its document had it. */
function kernelOf({ kernel, features, lacks, masks, config }: Column) {
  const having = (names: readonly string[], has: boolean) => names.map((name): [string, boolean] => [name, has]);
  return {
    ...kernel,
    features: Object.fromEntries([...having(features, true), ...having(lacks, false)]),
    masks: Object.fromEntries(masks),
    config: Object.fromEntries(config) as Record<string, 'y' | 'm' | 'n'>,
  };
}

/** What to compare when nobody said it: the last two runs of one kernel, or the oldest and the newest kernel. */
export function usualPair({ columns }: Pick<Site, 'columns'>): [before: number, after: number] {
  const last = columns.length - 1;
  for (let after = last; after > 0; after--) {
    const before = columns.findLastIndex(
      ({ kernel }, place) => place < after && kernel.id === columns[after]!.kernel.id,
    );
    if (before >= 0) return [before, after];
  }
  return [0, last];
}
