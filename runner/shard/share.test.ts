import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DURATIONS } from './durations.ts';
import { isInShard, shardsOf, shareOf, type WholeRun } from './share.ts';

const kernels = fc.uniqueArray(fc.constantFrom('debian:5.10', 'debian:6.12', 'debian:7.3', 'host', './bzImage'), {
  minLength: 1,
});
const id = fc
  .tuple(fc.constantFrom('abi', 'fs/rights', 'fs/rights-2', 'scope'), fc.stringMatching(/^[a-z-]{1,4}$/))
  .map((parts) => `landlock/${parts.join('/')}`);
const run: fc.Arbitrary<WholeRun> = fc.record({
  kernels,
  scenarios: fc.uniqueArray(id, { minLength: 1, maxLength: 25 }),
  repeat: fc.integer({ min: 1, max: 3 }),
});
const count = fc.integer({ min: 1, max: 12 });
const durations = fc.option(
  fc.record({
    schema: fc.constant(DURATIONS),
    jobs: fc.integer({ min: 1, max: 8 }),
    boots: fc.dictionary(fc.constantFrom('debian:5.10', 'debian:7.3'), fc.integer({ min: 100, max: 9000 })),
    specs: fc.dictionary(
      fc.constantFrom('landlock/abi', 'landlock/fs/rights', 'gone'),
      fc.dictionary(fc.constantFrom('debian:6.12', 'debian:7.3'), fc.integer({ min: 1, max: 2000 })),
    ),
  }),
  { nil: undefined },
);
const cellsOf = (scenarios: ReadonlyMap<string, ReadonlySet<string>>) =>
  [...scenarios].flatMap(([kernel, ids]) => [...ids].map((scenario) => ({ kernel, scenario })));

test('the shards together are the whole run, and no two have anything in common', () => {
  fc.assert(
    fc.property(run, count, durations, (run, count, durations) => {
      const shards = shardsOf(run, count, durations);
      const cells = shards
        .flatMap(({ scenarios }) => cellsOf(scenarios))
        .map(({ kernel, scenario }) => kernel + scenario);
      const whole = run.kernels.flatMap((kernel) => run.scenarios.map((scenario) => kernel + scenario));
      expect(cells.toSorted()).toEqual(whole.sort());
    }),
  );
});

test('a scenario is in the same shard whatever the order in which scenarios are found, and on every machine', () => {
  const shuffled = run.chain((run) =>
    fc
      .shuffledSubarray([...run.scenarios], { minLength: run.scenarios.length })
      .map((scenarios) => ({ run, scenarios })),
  );
  fc.assert(
    fc.property(shuffled, count, durations, ({ run, scenarios }, count, durations) => {
      const again = structuredClone(durations);
      expect(shardsOf({ ...run, scenarios }, count, again)).toEqual(shardsOf(run, count, durations));
    }),
  );
});

test('what a shard says of itself is enough to tell what belongs to it', () => {
  fc.assert(
    fc.property(run, count, durations, (run, count, durations) => {
      for (const { record, scenarios } of shardsOf(run, count, durations)) {
        for (const kernel of run.kernels) {
          for (const scenario of run.scenarios) {
            expect(isInShard(record, { kernel, scenario })).toBe(scenarios.get(kernel)?.has(scenario) ?? false);
          }
        }
        expect(record.asked).toBe(cellsOf(scenarios).length * run.repeat);
      }
    }),
  );
});

test('other scenarios, kernels or repetitions are another run; another number of shards is not', () => {
  const some = { kernels: ['a', 'b'], scenarios: ['x/1', 'x/2'], repeat: 1 };
  const digest = (run: WholeRun, count = 2) => shareOf(run, { index: 1, count }, undefined).record.run;
  const others = [
    { ...some, kernels: ['b', 'a'] },
    { ...some, scenarios: ['x/1'] },
    { ...some, repeat: 2 },
  ];
  expect(new Set([some, ...others].map((run) => digest(run))).size).toBe(4);
  expect(digest(some, 3)).toBe(digest(some, 2));
});

test('longer scenarios make shards of fewer', () => {
  const scenarios = ['fast/1', 'fast/2', 'fast/3', 'fast/4', 'slow/1', 'slow/2'];
  const specs = { fast: { k: 100 }, slow: { k: 400 } };
  const durations = { schema: DURATIONS, jobs: 1, boots: { k: 0 }, specs } as const;
  const sizes = shardsOf({ kernels: ['k'], scenarios, repeat: 1 }, 3, durations).map(({ record }) => record.asked);
  expect(sizes).toEqual([4, 1, 1]);
});
