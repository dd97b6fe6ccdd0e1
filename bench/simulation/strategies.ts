/** Ways of dividing a run. */
import { createHash } from 'node:crypto';
import { divide } from '../../runner/shard/divide.ts';
import { costsOf, type Durations, specOf } from '../../runner/shard/durations.ts';
import type { Assignment } from './model.ts';

/** A run to divide. */
export interface Dividable {
  kernels: readonly string[];
  /** Sorted. */
  scenarios: readonly string[];
  durations: Durations | undefined;
}

export type Strategy = (run: Dividable, count: number) => Assignment[];

/** What `--shard` does. */
const line: Strategy = ({ kernels, scenarios, durations }, count) =>
  divide(costsOf(durations, kernels, scenarios), count).map(([from, to]) => {
    const assignment = new Map<number, number[]>();
    for (let cell = from; cell < to; cell++) {
      add(assignment, Math.floor(cell / scenarios.length), cell % scenarios.length);
    }
    return assignment;
  });

/** The same by durations that are wrong: each by a factor between a half and two. */
const lineMisled: Strategy = ({ durations, ...run }, count) => {
  if (durations === undefined) return line({ ...run, durations }, count);
  const wrong = (name: string, ms: number) => ms * 2 ** ((2 * hash(name)) / 2 ** 32 - 1);
  const specs = Object.entries(durations.specs).map(([spec, kernels]) => [
    spec,
    Object.fromEntries(Object.entries(kernels).map(([kernel, ms]) => [kernel, wrong(spec + kernel, ms)])),
  ]);
  return line({ ...run, durations: { ...durations, specs: Object.fromEntries(specs) } }, count);
};

/** The same when nothing is known. */
const lineBlind: Strategy = (run, count) => line({ ...run, durations: undefined }, count);

/** The longest spec first, to the shard that has least: what a queue of specs on each kernel comes to. */
const longestFirst: Strategy = ({ kernels, scenarios, durations }, count) => {
  const { cells } = costsOf(durations, kernels, scenarios);
  const bySpec = [...Map.groupBy(scenarios.keys(), (index) => specOf(scenarios[index]!)).values()];
  const blocks = kernels.flatMap((_, kernel) =>
    bySpec.map((members) => ({
      kernel,
      members,
      cost: members.reduce((sum, index) => sum + cells[kernel]![index]!, 0),
    })),
  );
  blocks.sort((a, b) => b.cost - a.cost);
  const shards = Array.from({ length: count }, () => ({ load: 0, assignment: new Map<number, number[]>() }));
  for (const { kernel, members, cost } of blocks) {
    const least = shards.reduce((a, b) => (b.load < a.load ? b : a));
    least.load += cost;
    for (const scenario of members) add(least.assignment, kernel, scenario);
  }
  return shards.map(({ assignment }) => assignment);
};

/** By hash of kernel and scenario: stable, and blind. */
const scattered: Strategy = ({ kernels, scenarios }, count) => {
  const shards = Array.from({ length: count }, () => new Map<number, number[]>());
  const hashes = scenarios.map(hash);
  for (const [kernel, name] of kernels.entries()) {
    const own = hash(name);
    for (const [scenario, other] of hashes.entries()) add(shards[((own ^ other) >>> 0) % count]!, kernel, scenario);
  }
  return shards;
};

/** A kernel, whole, to each shard in turn. */
const wholeKernels: Strategy = ({ kernels, scenarios }, count) =>
  Array.from(
    { length: count },
    (_, shard) =>
      new Map(
        kernels.flatMap((_, kernel) => (kernel % count === shard ? [[kernel, [...scenarios.keys()]] as const] : [])),
      ),
  );

/** By name. */
export const strategies: Record<string, Strategy> = {
  'one line, cut (--shard)': line,
  'the same, durations wrong by up to 2': lineMisled,
  'the same, without durations': lineBlind,
  'longest spec first': longestFirst,
  'whole kernels in turn': wholeKernels,
  'scattered by hash': scattered,
};

function add(assignment: Map<number, number[]>, kernel: number, scenario: number): void {
  const list = assignment.get(kernel);
  if (list === undefined) assignment.set(kernel, [scenario]);
  else list.push(scenario);
}

function hash(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32LE();
}
