/**
 * Cuts a run into shards. The cells of a run, kernel by kernel and in each by identity, are one long line; a shard is a piece of it. So a kernel is prepared by few
 * shards (there are at most as many pairs of kernel and shard as kernels and cuts), and the scenarios of a spec, which share plans, stay together.
 */

/** What a run costs, in whole microseconds, so that all machines add up the same. */
export interface Costs {
  /** For each kernel: getting it ready, which every shard does that has a scenario for it. */
  prepare: readonly number[];
  /** For each kernel, for each scenario. */
  cells: readonly (readonly number[])[];
}

/** Cells from the first up to, and without, the second: `kernel * scenarios + scenario`. */
export type Interval = readonly [from: number, to: number];

/**
 * The division whose dearest shard is as cheap as pieces of the line allow.
 *
 * @param costs of all cells
 * @param count of shards; when there are more than cells, the last ones are empty
 */
export function divide(costs: Costs, count: number): Interval[] {
  let enough = totalOf(costs);
  let tooLittle = -1;
  while (enough - tooLittle > 1) {
    const middle = Math.floor((enough + tooLittle) / 2);
    if (cut(costs, middle, count) === undefined) tooLittle = middle;
    else enough = middle;
  }
  const starts = cut(costs, enough, count)!;
  const cells = costs.cells.reduce((sum, row) => sum + row.length, 0);
  return Array.from({ length: count }, (_, index) => [starts[index] ?? cells, starts[index + 1] ?? cells] as const);
}

/** What a shard costs. */
export function costOf(costs: Costs, [from, to]: Interval): number {
  let sum = 0;
  let cell = 0;
  costs.cells.forEach((row, kernel) => {
    const [first, end] = [Math.max(from - cell, 0), Math.min(to - cell, row.length)];
    if (first < end) sum += costs.prepare[kernel]!;
    for (let scenario = first; scenario < end; scenario++) sum += row[scenario]!;
    cell += row.length;
  });
  return sum;
}

function totalOf({ prepare, cells }: Costs): number {
  return cells.reduce((sum, row, kernel) => sum + prepare[kernel]! + row.reduce((a, b) => a + b, 0), 0);
}

/** Where shards start when each takes as much as it may cost; undefined when that makes too many. */
function cut({ prepare, cells }: Costs, most: number, count: number): number[] | undefined {
  const starts: number[] = [];
  let sum = Number.POSITIVE_INFINITY;
  let cell = 0;
  for (const [kernel, row] of cells.entries()) {
    let ready = false;
    for (const cost of row) {
      sum += ready ? cost : cost + prepare[kernel]!;
      ready = true;
      if (sum > most) {
        if (starts.length === count) return undefined;
        starts.push(cell);
        sum = prepare[kernel]! + cost;
        if (sum > most) return undefined;
      }
      cell++;
    }
  }
  return starts;
}
