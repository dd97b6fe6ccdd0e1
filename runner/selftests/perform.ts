/** A run of selftests on kernels, from their source to a results document. */
import { join, resolve } from 'node:path';
import { buildProbe } from '../../fixtures/probe/build.ts';
import { UserError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import { resolveKernels } from '../../vm/kernels/index.ts';
import { openWorkshop } from '../../vm/prepare.ts';
import type { Accelerator } from '../../vm/qemu/arguments.ts';
import type { Selftests, SelftestTarget } from '../../vm/selftests/build.ts';
import { timeouts } from '../../vm/timeouts.ts';
import { inParallel } from '../engine/in-parallel.ts';
import { slowness, statusOf } from '../engine/perform.ts';
import { failureOf, prepareKernels } from '../engine/prepare-all.ts';
import { toolVersion } from '../engine/tool-version.ts';
import type { OnEvent } from '../report/events.ts';
import { Journal, recoverJournals } from '../results/journal.ts';
import type { Results } from '../results/schema.ts';
import { requireWritable } from '../results/write.ts';
import { bootSelftests } from './boot.ts';
import { programSlowness, programsOf, runPrograms } from './programs.ts';

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
  /** Whether each case has a guest of its own, where programs run a case alone. */
  alone?: boolean | undefined;
  /** Called once for each kernel, with a guest in which nothing ran yet. */
  beforePrograms?: ((guest: PlanRunner, kernel: string) => Promise<void>) | undefined;
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
        return [{ id, snapshot: await bootSelftests(id, host.accelerator as Accelerator, workshop, request) }];
      } catch (error) {
        const failure = failureOf({ id }, error);
        journal.infrastructure(failure);
        onEvent({ kind: 'boot', phase: 'end', kernel: id, ms: 0, error: failure.message.split('\n')[0]! });
        return [];
      }
    });
    const slow = request.timeoutScale ?? programSlowness[host.accelerator];
    await runPrograms(booted.flat(), { ...request, timeoutScale: slow, chosenScale: request.timeoutScale }, journal);
  } catch (error) {
    journal.finish('infrastructure');
    throw error;
  }
  return journal.finish(statusOf(journal.results, signal));
}
