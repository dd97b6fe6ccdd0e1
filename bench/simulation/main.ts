/**
 * Simulates large runs from the durations of a recorded one: `node bench/simulation/main.ts results.json [--kernels 200] [--scenarios 5000] [--workers 1,10,100]`.
 * The same arguments give the same figures.
 */
import { parseArgs } from 'node:util';
import { table } from '../../runner/cli/table.ts';
import { Lines, readDocument } from '../../runner/merge/bytes.ts';
import { durationsOf } from '../../runner/shard/durations.ts';
import { recordedKernels } from './experiments.ts';
import { type Assumptions, costOfShard, type ShardCost, type SimulatedKernel, totalOf } from './model.ts';
import { strategies } from './strategies.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kernels: { type: 'string', default: '200' },
    scenarios: { type: 'string', default: '5000' },
    workers: { type: 'string', default: '1,10,100' },
  },
});

/** Measured on the project's machine (docs/decisions/0006-shards.md), but for the network. */
const assumptions: Assumptions = {
  startMs: 4000,
  boots: 3,
  packageBytes: 35e6,
  snapshotBytes: 96e6,
  networkRate: 50e6,
  jobs: 2,
};

const doc = readDocument(positionals[0] ?? 'results/latest.json', new Lines());
const recorded = await recordedKernels(doc);
const wanted = Number(values.scenarios);
const chosen = recorded.scenarios
  .map((id, index) => ({ id, index }))
  // Evenly, so that all specs are in it.
  .filter(
    (_, index, { length }) =>
      wanted >= length || Math.floor((index * wanted) / length) !== Math.floor(((index - 1) * wanted) / length),
  );
const random = linearCongruential(20261128);
const kernels: SimulatedKernel[] = Array.from({ length: Number(values.kernels) }, (_, index) => {
  const { plans, ...rest } = recorded.kernels[index % recorded.kernels.length]!;
  return { recorded: { ...rest, plans: chosen.map(({ index }) => plans[index]!) }, factor: 0.8 + 0.45 * random() };
});
const names = kernels.map(({ recorded: { id } }, index) => `${id}#${index}`);
const run = { kernels: names, scenarios: chosen.map(({ id }) => id), durations: simulatedDurations() };

const plans = kernels.reduce((sum, { recorded: { plans } }) => sum + new Set(plans.flat()).size, 0);
const arms = kernels.reduce((sum, { recorded: { plans } }) => sum + plans.flat().length, 0);
process.stdout.write(
  `${names.length} kernels × ${chosen.length} scenarios: ${number(names.length * chosen.length)} verdicts, ${number(arms)} arms, ${number(plans)} different plans\n`,
);
for (const warm of [false, true]) {
  const rows = values.workers
    .split(',')
    .map(Number)
    .flatMap((workers) =>
      Object.entries(strategies).map(([name, strategy]) => {
        const shards = strategy(run, workers).map((assignment) => ({
          cost: costOfShard(kernels, assignment, warm, assumptions),
          pairs: [...assignment.values()].filter(({ length }) => length > 0).length,
        }));
        return [`${workers}`, name, ...describe(shards)];
      }),
    );
  const head = [
    'workers',
    '',
    'makespan',
    'mean',
    'ideal',
    'kernels made ready',
    'plans',
    'traffic',
    'share of: start',
    'fetch',
    'boot',
    'restore',
    'plans',
  ];
  process.stdout.write(`\n${warm ? 'shared cache, filled before' : 'empty caches'}\n${table([head, ...rows])}`);
}

/** What the division knows: the recorded kernels' durations, by spec, with the speed of each simulated one. */
function simulatedDurations() {
  const known = durationsOf(doc);
  const of = (index: number) => recorded.kernels[index % recorded.kernels.length]!.id;
  const each = <T>(value: (index: number) => T) => Object.fromEntries(names.map((name, index) => [name, value(index)]));
  const specs = Object.fromEntries(
    Object.entries(known.specs).map(([spec, byKernel]) => [
      spec,
      each((index) => (byKernel[of(index)] ?? 0) * kernels[index]!.factor),
    ]),
  );
  return { ...known, boots: each((index) => (known.boots[of(index)] ?? 0) * kernels[index]!.factor), specs };
}

function describe(shards: readonly { cost: ShardCost; pairs: number }[]): string[] {
  const totals = shards.map(({ cost }) => totalOf(cost));
  const sum = (value: (cost: ShardCost) => number) => shards.reduce((total, { cost }) => total + value(cost), 0);
  const all = sum(totalOf);
  const share = (value: (cost: ShardCost) => number) => `${((100 * sum(value)) / all).toFixed(1)} %`;
  return [
    time(Math.max(...totals)),
    time(all / shards.length),
    time(ideal() / shards.length),
    number(shards.reduce((total, { pairs }) => total + pairs, 0)),
    number(sum(({ executed }) => executed)),
    `${(sum(({ bytes }) => bytes) / 1e9).toFixed(1)} GB`,
    share(({ start }) => start),
    share(({ fetch }) => fetch),
    share(({ boot }) => boot),
    share(({ restore }) => restore),
    share(({ plans }) => plans),
  ];
}

/** Every plan once, and nothing else. */
function ideal(): number {
  return kernels.reduce((sum, { recorded: { plans, planMs }, factor }) => {
    const all = [...new Set(plans.flat())];
    return sum + all.reduce((ms, plan) => ms + planMs[plan]!, 0) * (factor / assumptions.jobs);
  }, 0);
}

function time(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 600) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function linearCongruential(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
