/** How long scenarios take, as far as earlier runs know: by spec and kernel, which is little text, and within a spec scenarios are much alike. */
import Type from 'typebox';
import type { Results, Verdict } from '../results/schema.ts';
import type { Costs } from './divide.ts';

/** Names the format. */
export const DURATIONS = 'kconform-durations-1';

const milliseconds = Type.Number({ minimum: 0 });

/** A file of durations. */
export const DurationsSchema = Type.Object({
  schema: Type.Literal(DURATIONS),
  /** Workers of the run that they come from. */
  jobs: Type.Integer({ minimum: 1 }),
  /** Of each kernel: booting it once. */
  boots: Type.Record(Type.String(), milliseconds),
  /** Of each spec, on each kernel: the mean of its scenarios. */
  specs: Type.Record(Type.String(), Type.Record(Type.String(), milliseconds)),
});

export type Durations = Type.Static<typeof DurationsSchema>;

/** Getting a kernel ready costs so many of its boots: three ways of booting, each booted, saved, continued and asked for its facts. */
const BOOTS = 3;
/** What is assumed of what never ran, in milliseconds. */
const UNKNOWN = { boot: 3000, scenario: 25 };

/** The spec of a scenario: its identity without the last part. */
export function specOf(scenario: string): string {
  return scenario.slice(0, Math.max(0, scenario.lastIndexOf('/')));
}

/** What a results document knows of durations. */
export function durationsOf(doc: Pick<Results, 'host' | 'kernels' | 'verdicts'>): Durations {
  const specs: Durations['specs'] = {};
  const bySpec = Map.groupBy(doc.verdicts, ({ scenario }) => specOf(scenario));
  for (const [spec, verdicts] of [...bySpec].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const byKernel = [...Map.groupBy(verdicts, ({ kernel }) => kernel)].sort(([a], [b]) => (a < b ? -1 : 1));
    specs[spec] = Object.fromEntries(byKernel.map(([kernel, verdicts]) => [kernel, rounded(meanOf(verdicts))]));
  }
  const boots = doc.kernels.flatMap(({ id, boot_ms }) => (boot_ms === undefined ? [] : [[id, boot_ms] as const]));
  return { schema: DURATIONS, jobs: doc.host.jobs, boots: Object.fromEntries(boots), specs };
}

/**
 * What cells cost. A kernel that never ran is taken for the mean of those that did, and so is a spec.
 *
 * @param durations of earlier runs; undefined takes all scenarios for equal
 * @param kernels ids
 * @param scenarios identities
 */
export function costsOf(
  durations: Durations | undefined,
  kernels: readonly string[],
  scenarios: readonly string[],
): Costs {
  const { boots = {}, specs = {}, jobs = 1 } = durations ?? {};
  const boot = mean(Object.values(boots)) ?? UNKNOWN.boot;
  const usual = mean(Object.values(specs).flatMap((spec) => Object.values(spec))) ?? UNKNOWN.scenario;
  const names = scenarios.map(specOf);
  const means = new Map([...new Set(names)].map((name) => [name, mean(Object.values(specs[name] ?? {})) ?? usual]));
  return {
    prepare: kernels.map((kernel) => microseconds(BOOTS * (boots[kernel] ?? boot))),
    cells: kernels.map((kernel) =>
      names.map((name) => microseconds((specs[name]?.[kernel] ?? means.get(name)!) / jobs)),
    ),
  };
}

function meanOf(verdicts: readonly Verdict[]): number {
  return verdicts.reduce((sum, { ms }) => sum + ms, 0) / verdicts.length;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Nothing is free: a cell without a cost could be put anywhere. */
function microseconds(ms: number): number {
  return Math.max(1, Math.round(ms * 1000));
}
