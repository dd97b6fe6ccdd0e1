/** What a run executes: each plan once on each kernel, in as many workers as run it. From the suites and a results document. */
import { loadScenarios } from '../../runner/cli/scenarios.ts';
import type { Facts } from '../../runner/facts/facts.ts';
import type { Kernel, Results } from '../../runner/results/schema.ts';
import { CompileError, compile } from '../../runner/scenario/compile.ts';
import type { Scenario } from '../../runner/scenario/scenario.ts';
import { specOf } from '../../runner/shard/durations.ts';

/** A kernel as it was recorded. */
export interface Recorded {
  id: string;
  bootMs: number;
  restoreMs: number;
  /** For each scenario: the plans of its arms, as numbers. */
  plans: number[][];
  /** For each plan: what it takes to execute it. */
  planMs: number[];
}

/**
 * Finds which scenarios share plans, and spreads the recorded durations over the plans: the time of a spec on a kernel, divided by the plans that it was the first to
 * execute.
 */
export async function recordedKernels(doc: Results): Promise<{ scenarios: string[]; kernels: Recorded[] }> {
  const known = new Set(doc.scenarios.map(({ id }) => id));
  const scenarios = (await loadScenarios()).filter(({ id }) => known.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const restores = doc.kernels.flatMap(({ restore_ms }) => restore_ms ?? []);
  const usual = restores.reduce((sum, ms) => sum + ms, 0) / restores.length;
  const kernels = doc.kernels.map((kernel) => ({
    id: kernel.id,
    bootMs: kernel.boot_ms ?? 3000,
    restoreMs: kernel.restore_ms ?? usual,
    ...plansOn(kernel, scenarios, doc),
  }));
  return { scenarios: scenarios.map(({ id }) => id), kernels };
}

function plansOn(kernel: Kernel, scenarios: readonly Scenario[], doc: Results): Pick<Recorded, 'plans' | 'planMs'> {
  const facts = factsOf(kernel);
  const numbers = new Map<string, number>();
  const firstIn: string[] = [];
  const plans = scenarios.map((scenario) =>
    plansOf(scenario, facts).map((plan) => {
      const key = `${scenario.boot ?? 'default'}\n${plan.replace(/^(name|#) .*\n/gm, '')}`;
      const number = numbers.get(key) ?? numbers.size;
      if (number === numbers.size) {
        numbers.set(key, number);
        firstIn.push(specOf(scenario.id));
      }
      return number;
    }),
  );
  const spent = new Map<string, number>();
  for (const { kernel: id, scenario, ms } of doc.verdicts) {
    if (id === kernel.id) spent.set(specOf(scenario), (spent.get(specOf(scenario)) ?? 0) + ms);
  }
  const firsts = Map.groupBy(firstIn, (spec) => spec);
  const planMs = firstIn.map((spec) => (spent.get(spec) ?? 0) / firsts.get(spec)!.length);
  return { plans, planMs };
}

function plansOf(scenario: Scenario, facts: Facts): string[] {
  try {
    const { arms, unsupported } = compile(scenario, facts, { slowness: 2 });
    return unsupported === undefined ? [arms.control, arms.test].flatMap((arm) => arm?.plan ?? []) : [];
  } catch (error) {
    if (error instanceof CompileError) return [];
    throw error;
  }
}

function factsOf({ release, abi, errata, landlock, features, masks, config, lsms }: Kernel): Facts {
  const bits = (field: string) => BigInt(masks[field] ?? '0x0');
  return {
    arch: 'x86_64',
    ...{ release, abi, landlock, features, config, lsms },
    errata: errata ?? undefined,
    masks: {
      fs: bits('fs'),
      net: bits('net'),
      scoped: bits('scoped'),
      restrictFlags: Number(bits('restrictFlags')),
      addRuleFlags: Number(bits('addRuleFlags')),
    },
  };
}
