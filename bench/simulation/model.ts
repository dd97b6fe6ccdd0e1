/** What shards of a large run cost on many machines. */
import type { Recorded } from './experiments.ts';

/** A kernel of the simulated run: a recorded one, faster or slower. */
export interface SimulatedKernel {
  recorded: Recorded;
  factor: number;
}

/** What is not in a results document, measured or assumed. */
export interface Assumptions {
  /** From starting kconform to its first kernel, and from its last verdict to the document. */
  startMs: number;
  /** Ways of booting that a kernel is prepared for. */
  boots: number;
  /** Bytes of a kernel's package, and of one snapshot. */
  packageBytes: number;
  snapshotBytes: number;
  /** Bytes a second from the mirror, or from a cache that machines share. */
  networkRate: number;
  /** Workers of one machine. */
  jobs: number;
}

/** Cells of one shard: for each kernel, which scenarios. */
export type Assignment = ReadonlyMap<number, readonly number[]>;

/** What one shard costs, in milliseconds, and moves. */
export interface ShardCost {
  start: number;
  fetch: number;
  boot: number;
  restore: number;
  plans: number;
  /** Plans that another shard executes as well. */
  executed: number;
  bytes: number;
}

/**
 * Costs of a shard.
 *
 * @param warm the machine shares a cache in which every kernel is fetched and has its snapshots
 */
export function costOfShard(
  kernels: readonly SimulatedKernel[],
  assignment: Assignment,
  warm: boolean,
  { startMs, boots, packageBytes, snapshotBytes, networkRate, jobs }: Assumptions,
): ShardCost {
  const cost = { start: startMs, fetch: 0, boot: 0, restore: 0, plans: 0, executed: 0, bytes: 0 };
  for (const [index, scenarios] of assignment) {
    if (scenarios.length === 0) continue;
    const { recorded, factor } = kernels[index]!;
    const bytes = warm ? boots * snapshotBytes : packageBytes;
    cost.bytes += bytes;
    cost.fetch += (1000 * bytes) / networkRate;
    cost.boot += warm ? 0 : boots * recorded.bootMs * factor;
    cost.restore += boots * recorded.restoreMs * factor;
    const plans = new Set(scenarios.flatMap((scenario) => recorded.plans[scenario]!));
    cost.executed += plans.size;
    for (const plan of plans) cost.plans += (recorded.planMs[plan]! * factor) / jobs;
  }
  return cost;
}

/** Milliseconds of a shard, all in all. */
export function totalOf({ start, fetch, boot, restore, plans }: ShardCost): number {
  return start + fetch + boot + restore + plans;
}
