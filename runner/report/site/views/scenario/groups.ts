/** Kernels that did the same with a scenario, told together. */
import { gravest } from '../../../../compare/changes.ts';
import type { FullVerdict, Site } from '../../client/site.ts';

/** Kernels with the same behaviour. */
export interface Group {
  /** Places of the columns. */
  columns: number[];
  /** The gravest of their repetitions. */
  verdict: FullVerdict;
  /** Verdicts of repetitions that did not agree, with how often each came; empty when all did. */
  repetitions: [verdict: string, times: number][];
}

/**
 * Group the columns, those first whose verdict is the gravest; among equals those with the newest kernel.
 *
 * @param letters of the behaviours, see `Site.behaviours`
 * @param details what each column did
 */
export function groupsOf(letters: string, details: Awaited<ReturnType<Site['details']>>): Group[] {
  const byLetter = Map.groupBy(
    [...letters].flatMap((letter, column) => (details[column] === undefined ? [] : [{ letter, column }])),
    ({ letter }) => letter,
  );
  const groups = [...byLetter.values()].map((all): Group => {
    const columns = all.map(({ column }) => column);
    const repetitions = details[columns[0]!]!;
    const counts = Map.groupBy(repetitions, ({ verdict }) => verdict);
    return {
      columns,
      verdict: gravest(repetitions)!,
      repetitions: counts.size > 1 ? [...counts].map(([verdict, { length }]) => [verdict, length]) : [],
    };
  });
  return groups.sort((a, b) => gravity(b) - gravity(a) || Math.max(...b.columns) - Math.max(...a.columns));
}

function gravity({ verdict: { verdict } }: Group): number {
  return ['unsupported', 'pass', 'broken', 'hang', 'mismatch', 'crash'].indexOf(verdict);
}
