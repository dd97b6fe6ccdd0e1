/** A run of selftests on kernels, from their source to a results document. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildProbe } from '../../fixtures/probe/build.ts';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import { fetchKernel, resolveKernels } from '../../vm/kernels/index.ts';
import { bootableSelftests, openWorkshop, readySnapshot, type Workshop } from '../../vm/prepare.ts';
import type { Accelerator } from '../../vm/qemu/arguments.ts';
import type { Selftests, SelftestTarget } from '../../vm/selftests/build.ts';
import type { Snapshot } from '../../vm/snapshot/snapshot.ts';
import { timeouts } from '../../vm/timeouts.ts';
import { stagesOf } from '../engine/kernel-stages.ts';
import { slowness, statusOf } from '../engine/perform.ts';
import { failureOf, inParallel, prepareKernels } from '../engine/prepare-all.ts';
import { toolVersion } from '../engine/tool-version.ts';
import { configValues } from '../facts/config.ts';
import type { OnEvent } from '../report/events.ts';
import { Journal, recoverJournals } from '../results/journal.ts';
import type { Results } from '../results/schema.ts';
import { requireWritable } from '../results/write.ts';
import { optionsOf } from './identities.ts';
import { launchProgram } from './launch.ts';
import { type Judged, judgeProgram, unableProgram } from './verdicts.ts';

/** What a run of selftests is asked to do. */
export interface SelftestRequest {
  /** Names as the user wrote them. */
  kernels: readonly string[];
  targets: readonly SelftestTarget[];
  jobs: number;
  /** Factor for all deadlines; undefined chooses by accelerator. */
  timeoutScale: number | undefined;
  accelerator: Accelerator | 'auto';
  /** Where the document goes; by default below `results/`. */
  results: string | undefined;
  command: string;
  onEvent: OnEvent;
  /** Called while the guest of a program is still there, if it is: for what the kernel counted meanwhile. */
  afterProgram?: ((guest: PlanRunner, about: ProgramRun) => Promise<void>) | undefined;
  signal: AbortSignal;
}

/** A program on a kernel. */
export interface ProgramRun {
  kernel: string;
  selftests: Selftests;
  program: string;
  only?: string | undefined;
}

/** A kernel that is ready for its selftests. */
interface Ready {
  id: string;
  snapshot: Snapshot;
}

/**
 * Run selftests, and write the results document.
 *
 * @throws UserError for a wrong name, InfrastructureError for a missing tool: before anything was measured
 */
export async function performSelftests(request: SelftestRequest): Promise<{ doc: Results; path: string }> {
  const { jobs, onEvent, signal, accelerator } = request;
  const started = new Date();
  request.targets.forEach(programsOf);
  const names = await resolveKernels(request.kernels);
  if (names.some(({ kind }) => kind === 'host'))
    throw new UserError('selftests run as root and change what they like: not on the host', {
      hint: 'name a kernel to run in a guest, such as debian:7.3',
    });
  const folder = resolve('results');
  const note = (text: string) => onEvent({ kind: 'note', phase: 'line', text });
  for (const path of recoverJournals(folder, note)) note(`a run that was killed left its verdicts in ${path}`);
  for (const path of [join(folder, 'latest.json'), request.results ?? []].flat()) requireWritable(path);
  const scale = request.timeoutScale ?? slowness.tcg;
  const { ready, failures, host } = await prepareKernels({
    ...{ names, jobs, accelerator, onEvent, signal, timeoutScale: scale },
    ...{ boots: ['default' as const], modules: [], fileSystems: [], samples: [] },
  });
  const journal = new Journal(
    folder,
    { tool: await toolVersion(), started, command: request.command, host },
    { document: request.results },
  );
  for (const { record } of ready) journal.kernel(record);
  for (const failure of failures) journal.infrastructure(failure);
  try {
    const workshop = await openWorkshop({
      probe: await buildProbe({ variant: 'static' }),
      ...{ accelerator, timeouts: timeouts(scale), onEvent: () => {} },
    });
    const booted = await inParallel(ready, jobs, async ({ record: { id } }) => {
      if (signal.aborted || host.accelerator === 'none') return [];
      try {
        return [{ id, snapshot: await boot(id, host.accelerator as Accelerator, workshop, request) }];
      } catch (error) {
        const failure = failureOf({ id }, error);
        journal.infrastructure(failure);
        onEvent({ kind: 'boot', phase: 'end', kernel: id, ms: 0, error: failure.message.split('\n')[0]! });
        return [];
      }
    });
    const slow = request.timeoutScale ?? programSlowness[host.accelerator];
    await runAll(booted.flat(), { ...request, timeoutScale: slow, chosenScale: request.timeoutScale }, journal);
  } catch (error) {
    journal.finish('infrastructure');
    throw error;
  }
  return journal.finish(statusOf(journal.results, signal));
}

/** A request whose deadlines are known, with the factor that somebody chose. */
type Timed = SelftestRequest & { timeoutScale: number; chosenScale: number | undefined };

/** kselftest's deadlines are for processors. Only a program that hangs makes anybody wait for one. */
const programSlowness = { kvm: 1, tcg: 5, none: 1 } as const;

/** The snapshot with the selftests, and the modules that their options are in this kernel. */
async function boot(id: string, accelerator: Accelerator, workshop: Workshop, request: SelftestRequest) {
  const { onEvent, signal } = request;
  const stages = stagesOf(id, onEvent);
  const [name] = await resolveKernels([id]);
  const kernel = await fetchKernel(name!, { onEvent: stages.onKernelEvent, signal });
  const all = [...new Set(request.targets.map(({ selftests }) => selftests))];
  const options = Object.assign({}, ...all.map((one) => one.options)) as Selftests['options'];
  const values = kernel.config && configValues(await readFile(kernel.config, 'utf8'), Object.keys(options));
  const set = (value: string) => Object.keys(options).filter((option) => values && values[option] === value);
  const modules = (option: string) => options[option] ?? [];
  const ready = await bootableSelftests(kernel, workshop.probe, all, set('m').flatMap(modules));
  const unavailable = set('m').filter((option) => !modules(option).some((name) => ready.modules.includes(name)));
  const lacks = [...set('n'), ...unavailable].map((option) => `CONFIG_${option}`).sort();
  if (lacks.length > 0)
    onEvent({ kind: 'note', phase: 'line', kernel: id, text: `lacks what its selftests ask for: ${lacks.join(', ')}` });
  return readySnapshot(ready, accelerator, [], { ...workshop, onEvent: stages.onVmEvent });
}

async function runAll(kernels: readonly Ready[], request: Timed, journal: Journal): Promise<void> {
  const { targets, jobs, onEvent, signal } = request;
  const known = new Set<string>();
  const tell = ({ id }: Ready, { scenario, verdict }: Judged) => {
    if (!known.has(scenario.id)) journal.scenario(scenario);
    known.add(scenario.id);
    journal.verdict({ kernel: id, ...verdict });
    const { reason, ms } = verdict;
    onEvent({
      kind: 'scenario',
      phase: 'end',
      kernel: id,
      scenario: scenario.id,
      verdict: verdict.verdict,
      reason,
      ms,
    });
  };
  const planned = new Map(kernels.map(({ id }) => [id, 0]));
  const plan = (id: string, more: number) => {
    planned.set(id, planned.get(id)! + more);
    onEvent({ kind: 'planned', phase: 'line', kernel: id, scenarios: planned.get(id)! });
  };
  const runs = kernels.flatMap((kernel) =>
    targets.flatMap((target) => programsOf(target).map((program) => ({ kernel, target, program }))),
  );
  for (const { kernel } of runs) plan(kernel.id, 1);
  await inParallel(runs, jobs, async ({ kernel, target, program }) => {
    if (signal.aborted) return;
    onEvent({
      kind: 'scenario',
      phase: 'start',
      kernel: kernel.id,
      scenario: `selftests/${target.selftests.name}/${program.name}`,
    });
    try {
      const judged = await runProgram(kernel, target, program, request);
      if (signal.aborted) return;
      plan(kernel.id, judged.length - 1);
      for (const one of judged) tell(kernel, one);
    } catch (error) {
      if (!(error instanceof InfrastructureError)) throw error;
      if (signal.aborted) return;
      journal.infrastructure(failureOf(kernel, error));
      onEvent({ kind: 'note', phase: 'line', kernel: kernel.id, text: error.message });
    }
  });
}

function programsOf({ selftests, program }: SelftestTarget): Selftests['programs'][number][] {
  // Minutes of a translated processor, and nothing that a test could fail.
  const measured = (name: string) => program === undefined && /(^|_)bench(mark)?$/.test(name);
  const programs = selftests.programs
    .filter(({ name }) => program === undefined || name === program)
    .map((one) => (measured(one.name) ? { ...one, obstacle: 'it is a benchmark: name it to run it' } : one));
  if (programs.length > 0) return programs;
  throw new UserError(`selftests/${selftests.name} have no program '${program}'`, {
    hint: `there are ${selftests.programs.map(({ name }) => name).join(', ')}`,
  });
}

async function runProgram(
  { id, snapshot }: Ready,
  { selftests, only }: SelftestTarget,
  { name: program, obstacle }: Selftests['programs'][number],
  { timeoutScale, chosenScale, afterProgram, signal }: Timed,
): Promise<Judged[]> {
  const { name: directory, source } = selftests;
  const name = { directory, program, source, options: optionsOf(selftests, chosenScale) };
  if (obstacle !== undefined) return unableProgram(name, obstacle);
  using guest = await snapshot.restore(timeouts(slowness.tcg * Math.max(1, timeoutScale / programSlowness.tcg)));
  const end = () => guest[Symbol.dispose]();
  signal.addEventListener('abort', end, { once: true });
  try {
    const ran = await launchProgram(guest, selftests, program, { slowness: timeoutScale, only });
    if (guest.usable) await afterProgram?.(guest, { kernel: id, selftests, program, only });
    return judgeProgram(name, ran);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
