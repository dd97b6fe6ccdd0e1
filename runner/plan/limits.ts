import type { Plan } from './plan.ts';

/** What the probe accepts at most (docs/plan-format.md). Sizes in bytes. */
export const LIMITS = {
  actors: 64,
  steps: 1024,
  buffers: 512,
  bufferBytes: 4 * 1024 * 1024,
  planBytes: 1024 * 1024,
  outputBytes: 256 * 1024,
  callValues: 6,
} as const;

/** A plan is larger than the probe accepts. The message names the plan. */
export class PlanLimitError extends Error {
  override readonly name = 'PlanLimitError';
}

function actorsOf(plan: Plan): number {
  return 1 + plan.steps.filter(({ operation }) => operation.verb === 'process' || operation.verb === 'thread').length;
}

/**
 * Checks a plan against the probe's limits.
 *
 * @param plan the plan
 * @param text the plan as it will be sent
 * @throws PlanLimitError that names the plan, the limit and what was asked
 */
export function checkLimits(plan: Plan, text: string): void {
  const demand = (what: string, asked: number, limit: number) => {
    if (asked <= limit) return;
    throw new PlanLimitError(`${plan.name ?? 'a plan without a name'}: ${asked} ${what}, the probe accepts ${limit}`);
  };
  demand('actors', actorsOf(plan), LIMITS.actors);
  demand('steps', plan.steps.length, LIMITS.steps);
  demand('buffers', plan.buffers.length, LIMITS.buffers);
  demand(
    'bytes of buffers',
    plan.buffers.reduce((sum, { size }) => sum + size, 0),
    LIMITS.bufferBytes,
  );
  demand('bytes of plan text', Buffer.byteLength(text), LIMITS.planBytes);
  for (const { operation } of plan.steps) {
    if (operation.verb === 'call') demand('arguments of a system call', operation.values.length, LIMITS.callValues);
    if (operation.verb === 'program') demand('bytes of captured output', operation.limit, LIMITS.outputBytes);
  }
}
