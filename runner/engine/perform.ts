import { dirname, join, resolve } from 'node:path';
import { resolveKernels } from '../../vm/kernels/index.ts';
import type { Accelerator } from '../../vm/qemu/arguments.ts';
import { conditionInWords } from '../expect/words.ts';
import type { OnEvent } from '../report/events.ts';
import { Journal, recoverJournals } from '../results/journal.ts';
import type { Results, Scenario as ScenarioRecord, Status, Verdict } from '../results/schema.ts';
import { isExpected } from '../results/summary.ts';
import { requireWritable } from '../results/write.ts';
import { type BootName, bootOf } from '../scenario/boots.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { sourceOf } from '../scenario/spec-files.ts';
import type { Durations } from '../shard/durations.ts';
import { type ShardNumber, type Share, shareOf } from '../shard/share.ts';
import { runScenarios } from './engine.ts';
import { fileSystemsOf, modulesOf, samplesOf } from './needs.ts';
import type { Prepared } from './prepare.ts';
import { prepareKernels } from './prepare-all.ts';
import { toolVersion } from './tool-version.ts';

/** What a run is asked to do. */
export interface RunRequest {
  /** Names as the user wrote them. */
  kernels: readonly string[];
  scenarios: readonly Scenario[];
  /** Folder of the specs, when they are not those that come with kconform. */
  suite?: string | undefined;
  repeat: number;
  /** Run a part of it, and how to divide it. */
  shard?: { number: ShardNumber; durations: Durations | undefined } | undefined;
  jobs: number;
  /** Factor for all deadlines; undefined chooses by accelerator. */
  timeoutScale: number | undefined;
  accelerator: Accelerator | 'auto';
  verbose: boolean;
  /** Judge what passed again with every check flipped. */
  teeth?: boolean | undefined;
  /** Directory for what kernels count while they run (`make coverage`). */
  counters?: string | undefined;
  /** End the run when this many scenarios are not as expected. */
  bail?: number | undefined;
  /** Whether a failure is known, so that it does not count for bail. */
  isKnown?: ((verdict: Pick<Verdict, 'kernel' | 'scenario' | 'verdict'>) => boolean) | undefined;
  /** Where the document goes; by default below `results/`. */
  results: string | undefined;
  command: string;
  onEvent: OnEvent;
  /** Ends the run early; what was measured is kept. */
  signal: AbortSignal;
}

/**
 * A whole run: prepares the kernels, runs the scenarios, writes the results document.
 *
 * @returns the document and its path
 * @throws {UserError} before anything was measured, for a wrong name
 * @throws {InfrastructureError} before anything was measured, for a missing tool
 */
export async function performRun(request: RunRequest): Promise<{ doc: Results; path: string }> {
  const started = new Date();
  const names = await resolveKernels(request.kernels);
  const share = shareOfRun(request, names);
  const scenarios = request.scenarios.filter(({ id }) => isIn(share, id));
  // The journal of a shard is for `kconform merge`, too, and so beside what was asked for.
  const folder = share && request.results ? dirname(resolve(request.results)) : resolve('results');
  const note = (text: string) => request.onEvent({ kind: 'note', phase: 'line', text });
  for (const path of recoverJournals(folder, note)) note(`a run that was killed left its verdicts in ${path}`);
  for (const path of [join(folder, 'latest.json'), request.results ?? []].flat()) requireWritable(path);
  const { ready, failures, host } = await prepareKernels({
    ...request,
    timeoutScale: request.timeoutScale ?? slowness.tcg,
    names: names.filter(({ id }) => share?.scenarios.has(id) ?? true),
    boots: bootsOf(scenarios),
    // Those of the whole run, so that all shards make the same image, and share snapshots where they share a cache.
    modules: [...new Set(request.scenarios.flatMap(({ needs = [] }) => modulesOf(needs)))].sort(),
    fileSystems: [...new Set(request.scenarios.flatMap(({ needs = [] }) => fileSystemsOf(needs)))].sort(),
    samples: [...new Set(request.scenarios.flatMap(({ needs = [] }) => samplesOf(needs)))].sort(),
  });
  const journal = new Journal(
    folder,
    { tool: await toolVersion(), started, command: request.command, host, shard: share?.record },
    { document: request.results },
  );
  for (const { record } of ready) journal.kernel(record);
  for (const scenario of scenarios) journal.scenario(describe(scenario, request.suite));
  for (const failure of failures) journal.infrastructure(failure);
  const enough = new AbortController();
  const signal = AbortSignal.any([request.signal, enough.signal]);
  let failed = 0;
  const onEvent: OnEvent = (event) => {
    request.onEvent(event);
    if (event.kind !== 'scenario' || event.phase !== 'end' || isExpected(event.verdict)) return;
    if (request.isKnown?.(event)) return;
    if (++failed === request.bail) enough.abort();
  };
  const timeoutScale = request.timeoutScale ?? slowness[host.accelerator];
  try {
    await judge(ready, { ...request, share, timeoutScale, signal, onEvent }, journal);
  } catch (error) {
    // Our bug, but what was measured before it stays.
    journal.finish('infrastructure');
    throw error;
  }
  return journal.finish(statusOf(journal.results, signal));
}

/** How much more patient to be, by accelerator: a translated guest on a busy host is that much slower. */
export const slowness = { kvm: 1, tcg: 2, none: 1 } as const;

async function judge(
  ready: readonly Prepared[],
  request: RunRequest & { share: Share | undefined; timeoutScale: number },
  journal: Journal,
): Promise<void> {
  const { onEvent, scenarios, share, repeat, timeoutScale, verbose, teeth } = request;
  const all = new Set(scenarios.map(({ id }) => id));
  const chosen = (kernel: string) => share?.scenarios.get(kernel) ?? all;
  for (const { kernel } of ready) {
    onEvent({ kind: 'planned', phase: 'line', kernel: kernel.id, scenarios: chosen(kernel.id).size * repeat });
  }
  const restores = new Map<string, number[]>();
  await runScenarios({
    sessions: ready.map(({ kernel }) => ({
      kernel,
      scenarios: chosen(kernel.id),
      ...{ repeat, timeoutScale, verbose, teeth },
    })),
    filesOf: (kernel) => [...new Set(scenarios.filter(({ id }) => chosen(kernel).has(id)).map(({ file }) => file))],
    jobs: request.jobs,
    signal: request.signal,
    listener: {
      started: (kernel, scenario) => onEvent({ kind: 'scenario', phase: 'start', kernel, scenario }),
      verdict(verdict) {
        journal.verdict(verdict);
        const { kernel, scenario, reason, ms } = verdict;
        onEvent({ kind: 'scenario', phase: 'end', kernel, scenario, verdict: verdict.verdict, reason, ms });
      },
      restored: (kernel, ms) => restores.set(kernel, [...(restores.get(kernel) ?? []), ms]),
      infrastructure(kernel, { message, hint, console }) {
        // A cancelled run ends scenarios in ways that mean nothing.
        if (request.signal.aborted) return;
        const about = kernel === '' ? {} : { kernel };
        journal.infrastructure({ ...about, message, ...(hint && { hint }), ...(console && { console }) });
        onEvent({ kind: 'note', phase: 'line', ...about, text: message });
      },
    },
  });
  for (const { record } of ready) {
    const times = restores.get(record.id)?.sort((a, b) => a - b) ?? [];
    if (times.length > 0) journal.kernel({ ...record, restore_ms: Math.round(times[times.length >> 1]!) });
  }
}

/** The part of the run that was asked for; undefined for all of it. */
function shareOfRun({ scenarios, repeat, shard }: RunRequest, names: readonly { id: string }[]): Share | undefined {
  if (shard === undefined) return undefined;
  const run = { kernels: names.map(({ id }) => id), scenarios: scenarios.map(({ id }) => id), repeat };
  return shareOf(run, shard.number, shard.durations);
}

function isIn(share: Share | undefined, scenario: string): boolean {
  return share === undefined || [...share.scenarios.values()].some((ids) => ids.has(scenario));
}

export function statusOf(results: Readonly<Results>, signal: AbortSignal): Status {
  if (signal.aborted) return 'interrupted';
  return results.infrastructure.length > 0 ? 'infrastructure' : 'complete';
}

/** The ways of booting that these scenarios ask for; the first describes the kernel in the results. */
export function bootsOf(scenarios: readonly Scenario[]): BootName[] {
  return [...new Set<BootName>(['default', ...scenarios.map(bootOf)])];
}

function describe(scenario: Scenario, suite: string | undefined): ScenarioRecord {
  const { id, title, spec, tags, doc, needs = [], file } = scenario;
  const record = {
    id,
    title,
    family: spec,
    tags: [...tags],
    doc,
    needs: needs.map(needInWords),
    file: sourceOf(file),
  };
  return suite === undefined ? record : { ...record, suite };
}

function needInWords(need: NonNullable<Scenario['needs']>[number]): string {
  return typeof need === 'string' ? need : conditionInWords(need);
}
