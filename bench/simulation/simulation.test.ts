import { expect, test } from 'vitest';
import { DURATIONS } from '../../runner/shard/durations.ts';
import { type Assumptions, costOfShard, totalOf } from './model.ts';
import { strategies } from './strategies.ts';

const assumptions: Assumptions = {
  startMs: 1000,
  boots: 3,
  packageBytes: 50e6,
  snapshotBytes: 100e6,
  networkRate: 50e6,
  jobs: 2,
};
/** The second scenario has a plan of the first, and the third is not supported. */
const recorded = { id: 'k', bootMs: 2000, restoreMs: 100, plans: [[0, 1], [0, 2], []], planMs: [10, 20, 30] };
const kernels = [
  { recorded, factor: 1 },
  { recorded, factor: 2 },
];

test('a shard pays for each of its kernels once, and for each plan once on each kernel', () => {
  const assignment = new Map([
    [0, [0, 1]],
    [1, [2]],
  ]);
  expect(costOfShard(kernels, assignment, false, assumptions)).toEqual({
    start: 1000,
    fetch: 2000,
    boot: 6000 + 12_000,
    restore: 300 + 600,
    plans: (10 + 20 + 30) / 2,
    executed: 3,
    bytes: 100e6,
  });
  const warm = costOfShard(kernels, new Map([[1, [0]]]), true, assumptions);
  expect(warm).toMatchObject({ fetch: 6000, boot: 0, plans: (2 * (10 + 20)) / 2, bytes: 300e6 });
  expect(totalOf(warm)).toBe(1000 + 6000 + 600 + 30);
});

test.for(Object.entries(strategies))('%s: every cell once', ([, strategy]) => {
  const run = {
    kernels: ['a', 'b', 'c'],
    scenarios: ['x/1', 'x/2', 'y/1', 'z/1'],
    durations: { schema: DURATIONS, jobs: 2, boots: { a: 1 }, specs: { x: { a: 5, b: 7 }, y: { a: 1 } } } as const,
  };
  const cells = strategy(run, 5).flatMap((assignment) =>
    [...assignment].flatMap(([kernel, scenarios]) => scenarios.map((scenario) => kernel * 4 + scenario)),
  );
  expect(cells.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, cell) => cell));
});
