/** For tests: documents of a small run, whole and in shards. */
import { sampleKernel, sampleResults } from '../results/sample.ts';
import { OUTCOMES, type Results, type Verdict } from '../results/schema.ts';
import { DURATIONS } from '../shard/durations.ts';
import { type Share, shardsOf, type WholeRun } from '../shard/share.ts';

/** Two kernels, seven scenarios of three specs. */
export const smallRun: WholeRun = {
  kernels: ['debian:7.3', 'debian:5.10'],
  scenarios: ['abi/a', 'abi/b', 'fs/a', 'fs/b', 'fs/c', 'net/a', 'net/b'],
  repeat: 1,
};

/** What the kernel says, the same on all machines; how long it took is not. */
export function verdictOf(kernel: string, scenario: string, repeat: number, ms: number): Verdict {
  const outcome = OUTCOMES[(kernel.length + scenario.charCodeAt(scenario.length - 1)) % OUTCOMES.length]!;
  const reason = outcome === 'pass' ? '' : `${outcome} of ${scenario}`;
  return { steps: [], kernel, scenario, verdict: outcome, reason, ...(repeat > 0 && { repeat }), ms };
}

/** The document of one shard. */
export function documentOf(run: WholeRun, share: Share, ms = 5): Results {
  const ids = run.scenarios.filter((id) => [...share.scenarios.values()].some((part) => part.has(id)));
  return {
    ...sampleResults(),
    shard: share.record,
    started: `2026-11-22T00:${String(share.record.index).padStart(2, '0')}:00.000Z`,
    finished: `2026-11-22T01:${String(share.record.index).padStart(2, '0')}:00.000Z`,
    kernels: [...share.scenarios.keys()].map((id) => ({ ...sampleKernel(id, id, 6, 7), boot_ms: 3000 + ms })),
    scenarios: ids.map((id) => ({ ...sampleResults().scenarios[0]!, id })),
    verdicts: [...share.scenarios].flatMap(([kernel, ids]) =>
      [...ids].flatMap((scenario) =>
        Array.from({ length: run.repeat }, (_, repeat) => verdictOf(kernel, scenario, repeat, ms)),
      ),
    ),
  };
}

/** Kernels that are not worth keeping together, so that shards begin and end anywhere. */
const cheapBoots = { schema: DURATIONS, jobs: 1, boots: { any: 1 }, specs: {} } as const;

/** The documents of all shards. */
export function documentsOf(run: WholeRun, count: number): Results[] {
  return shardsOf(run, count, cheapBoots).map((share, index) => documentOf(run, share, index + 1));
}

/** With a name, as merge() wants them. */
export function named(docs: readonly Results[]): { name: string; doc: Results }[] {
  return docs.map((doc, index) => ({ name: `${index + 1}.json`, doc }));
}
