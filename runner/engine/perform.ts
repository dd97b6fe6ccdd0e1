import { join } from 'node:path';
import { release } from 'node:os';
import { buildProbe } from '../../fixtures/probe/build.ts';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { BootFailure } from '../../vm/guest/boot-failure.ts';
import { type KernelName, resolveKernels } from '../../vm/kernels/index.ts';
import { acceleratorFor, type Bootable, openWorkshop } from '../../vm/prepare.ts';
import type { AcceleratorChoice } from '../../vm/qemu/accelerator.ts';
import { type Accelerator, processorModel } from '../../vm/qemu/arguments.ts';
import { timeouts } from '../../vm/timeouts.ts';
import type { OnEvent } from '../report/events.ts';
import { Journal, recoverJournals } from '../results/journal.ts';
import type { Host, Infrastructure, Results, Scenario as ScenarioRecord, Status } from '../results/schema.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runScenarios } from './engine.ts';
import { type Prepared, prepareKernel } from './prepare.ts';
import { root } from './root.ts';
import type { BootName } from '../scenario/boots.ts';
import type { Selection, Session } from './session.ts';
import { toolVersion } from './tool-version.ts';

/** What a run is asked to do. */
export interface RunRequest {
  /** Names as the user wrote them. */
  kernels: readonly string[];
  scenarios: readonly Scenario[];
  selection: Selection;
  repeat: number;
  jobs: number;
  timeoutScale: number;
  accelerator: Accelerator | 'auto';
  verbose: boolean;
  /** Where the document goes; by default below `results/`. */
  results: string | undefined;
  command: string;
  onEvent: OnEvent;
  /** Ends the run early; what was measured is kept. */
  signal: AbortSignal;
}

/**
 * A whole run: prepares the kernels, runs the scenarios, writes the results document. A kernel that cannot be prepared does not keep the others from running.
 *
 * @throws {UserError} before anything was measured, for a wrong name or a missing tool
 */
export async function performRun(request: RunRequest): Promise<{ doc: Results; path: string }> {
  const names = await resolveKernels(request.kernels);
  const folder = join(root, 'results');
  for (const path of recoverJournals(folder)) {
    request.onEvent({ kind: 'note', phase: 'line', text: `a run that was killed left its verdicts in ${path}` });
  }
  const workshop = await openWorkshop({
    probe: await buildProbe({ variant: 'static' }),
    timeouts: timeouts(request.timeoutScale),
    accelerator: request.accelerator,
    onEvent: () => {},
  });
  let choice: Promise<AcceleratorChoice> | undefined;
  const accelerator = (bootable: Bootable) => (choice ??= announced(acceleratorFor(bootable, workshop), request));
  const failures: Infrastructure[] = [];
  const prepared = await inParallel(names, request.jobs, async (name) => {
    if (request.signal.aborted) return undefined;
    try {
      return await prepareKernel(name, { ...request, workshop, accelerator, boots: bootsOf(request.scenarios) });
    } catch (error) {
      failures.push(failure(name, error));
      request.onEvent({ kind: 'boot', phase: 'end', kernel: name.id, ms: 0, error: (error as Error).message });
      return undefined;
    }
  });
  const ready = prepared.filter((kernel) => kernel !== undefined);
  const chosen = await choice;
  const host: Host = {
    kernel: release(),
    qemu: chosen ? workshop.qemu : null,
    accelerator: chosen?.accelerator ?? 'none',
    cpu_model: chosen ? processorModel(chosen.accelerator) : null,
    jobs: request.jobs,
  };
  const journal = new Journal(
    folder,
    { tool: await toolVersion(), started: new Date(started), command: request.command, host },
    { document: request.results },
  );
  for (const { record } of ready) journal.kernel(record);
  for (const scenario of request.scenarios) journal.scenario(describe(scenario));
  for (const item of failures) journal.infrastructure(item);
  await judge(ready, request, journal);
  return journal.finish(statusOf(journal.results, request.signal));
}

const started = Date.now();

async function judge(ready: readonly Prepared[], request: RunRequest, journal: Journal): Promise<void> {
  const { onEvent, scenarios, repeat } = request;
  for (const { kernel } of ready) {
    onEvent({ kind: 'planned', phase: 'line', kernel: kernel.id, scenarios: scenarios.length * repeat });
  }
  const sessions = ready.map(({ kernel }): Session => ({ ...request, kernel, selection: request.selection }));
  await runScenarios({
    sessions: sessions.map(({ kernel, selection, repeat, timeoutScale, verbose }) => ({ kernel, selection, repeat, timeoutScale, verbose })),
    files: [...new Set(scenarios.map(({ spec }) => join(root, 'suites', `${spec}.spec.ts`)))],
    jobs: request.jobs,
    signal: request.signal,
    listener: {
      started: (kernel, scenario) => onEvent({ kind: 'scenario', phase: 'start', kernel, scenario }),
      verdict(verdict) {
        journal.verdict(verdict);
        const { kernel, scenario, reason, ms } = verdict;
        onEvent({ kind: 'scenario', phase: 'end', kernel, scenario, verdict: verdict.verdict, reason, ms });
      },
      infrastructure(kernel, { message, hint, console }) {
        if (request.signal.aborted) return;
        journal.infrastructure({ message, ...(kernel && { kernel }), ...(hint && { hint }), ...(console && { console }) });
        onEvent({ kind: 'note', phase: 'line', ...(kernel && { kernel }), text: message });
      },
    },
  });
}

function statusOf(results: Readonly<Results>, signal: AbortSignal): Status {
  if (signal.aborted) return 'interrupted';
  return results.infrastructure.length > 0 ? 'infrastructure' : 'complete';
}

function bootsOf(scenarios: readonly Scenario[]): BootName[] {
  return [...new Set<BootName>(['default', ...scenarios.map(({ boot }) => boot ?? 'default')])];
}

async function announced(choice: Promise<AcceleratorChoice>, { accelerator, onEvent }: RunRequest): Promise<AcceleratorChoice> {
  const made = await choice;
  if (accelerator === 'auto' && made.accelerator === 'tcg') onEvent({ kind: 'note', phase: 'line', text: `no KVM, guests run under TCG: ${made.reason}` });
  return made;
}

function failure(name: KernelName, error: unknown): Infrastructure {
  if (!(error instanceof InfrastructureError || error instanceof UserError)) throw error;
  return {
    kernel: name.id,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error instanceof BootFailure ? { console: error.console.slice(-20_000) } : {}),
  };
}

function describe({ id, title, spec, tags, doc, needs = [] }: Scenario): ScenarioRecord {
  const file = `suites/${spec}.spec.ts`;
  return { id, title, family: spec, tags: [...tags], doc, needs: needs.map(String), file };
}

async function inParallel<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
