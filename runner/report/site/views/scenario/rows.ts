/** The steps of several groups of kernels in one table. */
import { align } from '../../../../compare/align.ts';
import type { Step } from '../../../../results/schema.ts';

/** A step that some groups took. */
export interface Row {
  arm: Step['arm'];
  actor: string;
  words: string;
  role: Step['role'];
  /** By group; undefined where it was not taken. */
  cells: (Step | undefined)[];
}

/** Line up the steps of one arm: the same step of all groups is one row, whatever its number. */
export function rowsOf(lists: readonly (readonly Step[])[], arm: Step['arm']): Row[] {
  let rows: Row[] = [];
  for (const [group, steps] of lists.entries()) {
    const own = steps.filter((step) => step.arm === arm).map((step) => rowOf(step, group, lists.length));
    rows = align(rows, own, keyOf, () => false).map(([before, after]) => {
      if (before === undefined || after === undefined) return (before ?? after)!;
      return { ...before, cells: before.cells.map((cell, place) => cell ?? after.cells[place]) };
    });
  }
  return rows;
}

function rowOf(step: Step, group: number, groups: number): Row {
  const { arm, actor, words, role } = step;
  const cells = Array.from({ length: groups }, (_, place) => (place === group ? step : undefined));
  return { arm, actor, words, role, cells };
}

/** Numbers of steps depend on how many came before. */
function keyOf({ actor, words }: Row): string {
  return `${actor}: ${words.replaceAll(/#\d+/g, '#')}`;
}

/** Whether all groups that took the step saw the same. */
export function isSame({ cells }: Row): boolean {
  const taken = cells.filter((cell) => cell !== undefined);
  return taken.every(({ observed, ok }) => observed === taken[0]!.observed && ok === taken[0]!.ok);
}
