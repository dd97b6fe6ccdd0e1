/** Which part of a run a shard has. */
import { createHash } from 'node:crypto';
import type { Cell, Shard } from '../results/schema.ts';
import { divide, type Interval } from './divide.ts';
import { costsOf, type Durations } from './durations.ts';

/** Which of how many. */
export type ShardNumber = Pick<Shard, 'index' | 'count'>;

/** A whole run. */
export interface WholeRun {
  /** Ids, in order. */
  kernels: readonly string[];
  /** Identities, in any order. */
  scenarios: readonly string[];
  repeat: number;
}

/** A part of it. */
export interface Share {
  record: Shard;
  /** For each kernel that this shard runs: the identities of the scenarios. */
  scenarios: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * All shards of a run. They depend on what is run and on the durations, and on nothing else.
 *
 * @param run the whole run
 * @param count how many shards
 * @param durations what is known of earlier runs
 */
export function shardsOf(run: WholeRun, count: number, durations: Durations | undefined): Share[] {
  const scenarios = [...run.scenarios].sort();
  const { kernels, repeat } = run;
  const width = scenarios.length;
  const base = {
    count,
    run: createHash('sha256')
      .update(JSON.stringify([kernels, scenarios, repeat]))
      .digest('hex'),
    kernels: [...kernels],
    cells: kernels.length * width * repeat,
  };
  const cell = (number: number): Cell => ({
    kernel: kernels[Math.floor(number / width)]!,
    scenario: scenarios[number % width]!,
  });
  return divide(costsOf(durations, kernels, scenarios), count).map((interval, index) => {
    const [from, to] = interval;
    const ends = from < to ? { first: cell(from), last: cell(to - 1) } : {};
    return {
      record: { index: index + 1, ...base, asked: (to - from) * repeat, ...ends },
      scenarios: new Map(
        kernels.flatMap((kernel, row) => {
          const part = partOf(interval, row * width, scenarios);
          return part.length > 0 ? [[kernel, new Set(part)] as const] : [];
        }),
      ),
    };
  });
}

/** The one that is asked for. */
export function shareOf(run: WholeRun, { index, count }: ShardNumber, durations: Durations | undefined): Share {
  return shardsOf(run, count, durations)[index - 1]!;
}

/** As people write it. */
export function shardInWords({ index, count }: ShardNumber): string {
  return `${index}/${count}`;
}

/** Whether a cell belongs to a shard. */
export function isInShard({ kernels, first, last }: Shard, { kernel, scenario }: Cell): boolean {
  if (first === undefined || last === undefined) return false;
  const row = kernels.indexOf(kernel);
  const [from, to] = [kernels.indexOf(first.kernel), kernels.indexOf(last.kernel)];
  const afterFirst = row > from || (row === from && scenario >= first.scenario);
  return afterFirst && (row < to || (row === to && scenario <= last.scenario));
}

function partOf([from, to]: Interval, offset: number, scenarios: readonly string[]): string[] {
  return scenarios.slice(Math.max(0, from - offset), Math.max(0, to - offset));
}
