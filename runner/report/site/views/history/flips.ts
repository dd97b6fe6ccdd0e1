/** The verdicts of one kernel over several runs. */

import type { Site } from '../../client/site.ts';
import type { Mark } from '../../format.ts';

/** A scenario whose verdict did not stay the same. */
export interface History {
  row: number;
  /** By run of the kernel; undefined where it was not asked. */
  marks: (Mark | undefined)[];
  /** Places where the verdict is not the one before. */
  flips: number[];
  /** Places where the repetitions of one run did not agree. */
  unstable: number[];
}

/** Kernels that several runs asked, with the places of their columns, oldest run first. */
export function kernelsWithHistory({ columns }: Pick<Site, 'columns'>): Map<string, number[]> {
  const byKernel = Map.groupBy(
    columns.map(({ kernel }, place) => ({ id: kernel.id, place })),
    ({ id }) => id,
  );
  return new Map(
    [...byKernel].flatMap(([id, all]) => (all.length < 2 ? [] : [[id, all.map(({ place }) => place)] as const])),
  );
}

/** The scenarios whose verdict changed from run to run, or within one. Those that flipped most often come first. */
export function historiesOf(site: Pick<Site, 'size' | 'mark' | 'flips'>, columns: readonly number[]): History[] {
  const histories: History[] = [];
  for (let row = 0; row < site.size; row++) {
    const marks = columns.map((column) => site.mark(row, column));
    const unstable = columns.flatMap((column, place) => (site.flips(row, column) ? [place] : []));
    const flips = flipsOf(marks);
    if (flips.length + unstable.length > 0) histories.push({ row, marks, flips, unstable });
  }
  return histories.sort(
    (a, b) => b.flips.length + b.unstable.length - (a.flips.length + a.unstable.length) || a.row - b.row,
  );
}

/** Where a verdict is not the last one before it; runs that did not ask are passed over. */
export function flipsOf(marks: readonly (Mark | undefined)[]): number[] {
  const flips: number[] = [];
  let last: Mark | undefined;
  for (const [place, mark] of marks.entries()) {
    if (mark === undefined) continue;
    if (last !== undefined && mark !== last) flips.push(place);
    last = mark;
  }
  return flips;
}

/** How often each verdict came in a run. */
export function countsOf(site: Pick<Site, 'size' | 'mark'>, column: number): Map<Mark, number> {
  const counts = new Map<Mark, number>();
  for (let row = 0; row < site.size; row++) {
    const mark = site.mark(row, column);
    if (mark !== undefined) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return counts;
}
