/** What every vitest worker runs before a spec file: scenarios become tests. */
import { afterAll, inject, test } from 'vitest';
import { InfrastructureError } from '../../vm/errors.ts';
import { BootFailure } from '../../vm/guest/boot-failure.ts';
import { registerScenarios, startFile } from '../scenario/registry.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { hookSpecImports } from '../scenario/spec-imports.ts';
import { execute } from './execute.ts';
import { workerGuests } from './guests.ts';
// Once for each worker, unlike this file, which vitest evaluates for every spec.
import './worker-signals.ts';

// Modules that vitest leaves to Node may import from kconform, too.
hookSpecImports();
const session = inject('kconform');

// A worker's end is too late: nothing can be awaited there.
afterAll(() => workerGuests.saveCounters());
startFile();
registerScenarios((scenarios) => {
  for (const scenario of scenarios.filter(({ id }) => session.scenarios?.has(id) ?? true)) {
    for (let repeat = 0; repeat < session.repeat; repeat++) declare(scenario, repeat);
  }
});

function declare(scenario: Scenario, repeat: number): void {
  const name = session.repeat > 1 ? `${scenario.id} #${repeat + 1}` : scenario.id;
  test(name, async ({ task, skip }) => {
    try {
      const verdict = await execute(scenario, session, workerGuests, repeat);
      task.meta.verdict = verdict;
      if (verdict.verdict === 'unsupported') skip(verdict.reason);
      if (verdict.verdict !== 'pass')
        throw Object.assign(new Error(`${verdict.verdict}: ${verdict.reason}`), { stack: '' });
    } catch (error) {
      if (error instanceof InfrastructureError) {
        const { message, hint, cause } = error;
        const console = cause instanceof BootFailure ? cause.console : undefined;
        task.meta.infrastructure = { message, ...(hint && { hint }), ...(console && { console }) };
      }
      throw error;
    } finally {
      const restores = workerGuests.takeRestores();
      if (restores.length > 0) task.meta.restores = restores;
    }
  });
}
