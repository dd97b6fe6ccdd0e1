import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Costs, costOf, divide, type Interval } from './divide.ts';

const costs = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 })).chain(([kernels, scenarios]) => {
  const cost = fc.integer({ min: 1, max: 100 });
  const row = fc.array(cost, { minLength: scenarios, maxLength: scenarios });
  return fc.record({
    prepare: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: kernels, maxLength: kernels }),
    cells: fc.array(row, { minLength: kernels, maxLength: kernels }),
  });
});
const count = fc.integer({ min: 1, max: 5 });
const cellsOf = ({ cells }: Costs) => cells.flat().length;
const dearest = (costs: Costs, intervals: readonly Interval[]) =>
  Math.max(...intervals.map((interval) => costOf(costs, interval)));

/** Every way of cutting the line from `from` on. */
function* everyDivision(from: number, cells: number, count: number): Generator<Interval[]> {
  if (count === 1) yield [[from, cells]];
  else {
    for (let to = from; to <= cells; to++) {
      for (const rest of everyDivision(to, cells, count - 1)) yield [[from, to], ...rest];
    }
  }
}

test('shards are as many as asked for, and follow each other from the first cell to the last', () => {
  fc.assert(
    fc.property(costs, count, (costs, count) => {
      const shards = divide(costs, count);
      expect(shards).toHaveLength(count);
      expect([shards[0]![0], ...shards.map(([, to]) => to)]).toEqual([...shards.map(([from]) => from), cellsOf(costs)]);
      expect(shards.every(([from, to]) => from <= to)).toBe(true);
    }),
  );
});

test('no other way of cutting has a cheaper dearest shard', () => {
  fc.assert(
    fc.property(costs, fc.integer({ min: 1, max: 3 }), (costs, count) => {
      const best = Math.min(...[...everyDivision(0, cellsOf(costs), count)].map((shards) => dearest(costs, shards)));
      expect(dearest(costs, divide(costs, count))).toBe(best);
    }),
    { numRuns: 60 },
  );
});

test('a kernel that is dear to prepare is not cut', () => {
  const row = Array.from({ length: 10 }, () => 10);
  expect(divide({ prepare: [1000, 1000], cells: [row, row] }, 2)).toEqual([
    [0, 10],
    [10, 20],
  ]);
  expect(divide({ prepare: [0], cells: [row] }, 5)).toEqual([
    [0, 2],
    [2, 4],
    [4, 6],
    [6, 8],
    [8, 10],
  ]);
});

test('more shards than cells: the last ones are empty', () => {
  expect(divide({ prepare: [0], cells: [[5, 5]] }, 4)).toEqual([
    [0, 1],
    [1, 2],
    [2, 2],
    [2, 2],
  ]);
});

test('a million cells are cut in less than the start of a run takes', () => {
  const row = Array.from({ length: 5000 }, (_, index) => 1000 + (index % 97));
  const big = { prepare: Array.from({ length: 200 }, () => 9_000_000), cells: Array.from({ length: 200 }, () => row) };
  const shards = divide(big, 100);
  expect(shards.at(-1)![1]).toBe(1_000_000);
  expect(shards.every(([from, to]) => to - from === 10_000)).toBe(true);
});
