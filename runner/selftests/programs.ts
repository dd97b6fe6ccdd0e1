/** Runs the programs of selftests in guests, each in one of its own. */
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import type { SelftestProgram, Selftests, SelftestTarget } from '../../vm/selftests/build.ts';
import type { Snapshot } from '../../vm/snapshot/snapshot.ts';
import { timeouts } from '../../vm/timeouts.ts';
import { inParallel } from '../engine/in-parallel.ts';
import { slowness } from '../engine/perform.ts';
import { failureOf } from '../engine/prepare-all.ts';
import type { Journal } from '../results/journal.ts';
import { judgedAlone, judgedOn, listCases } from './cases.ts';
import { optionsOf } from './identities.ts';
import { launchProgram } from './launch.ts';
import { ltp } from './ltp.ts';
import type { SelftestRequest } from './perform.ts';
import { type Judged, judgeProgram, type ProgramName, unableProgram } from './verdicts.ts';

/** A kernel that is ready for its selftests. */
export interface Ready {
  id: string;
  snapshot: Snapshot;
}

/** A request whose deadlines are known, with the factor that somebody chose. */
export type Timed = SelftestRequest & { timeoutScale: number; chosenScale: number | undefined };

/** kselftest's deadlines are for processors. Only a program that hangs makes anybody wait for one. */
export const programSlowness = { kvm: 1, tcg: 5, none: 1 } as const;

/** Run programs, or their cases, and write down what came of them as it comes. */
export async function runPrograms(kernels: readonly Ready[], request: Timed, journal: Journal): Promise<void> {
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
  const attempt = async <T>(kernel: Ready, work: () => Promise<T[]>): Promise<T[]> => {
    if (signal.aborted) return [];
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof InfrastructureError)) throw error;
      if (signal.aborted) return [];
      journal.infrastructure(failureOf(kernel, error));
      onEvent({ kind: 'note', phase: 'line', kernel: kernel.id, text: error.message });
      return [];
    }
  };
  const programs = kernels.flatMap((kernel) =>
    targets.flatMap((target) => programsOf(target).map((program) => ({ kernel, target, program }))),
  );
  const ready = await inParallel(kernels, jobs, (kernel) =>
    attempt(kernel, async () => {
      const { beforePrograms } = request;
      if (beforePrograms) await inGuest(kernel, request, (guest) => beforePrograms(guest, kernel.id));
      return [kernel];
    }),
  );
  const able = programs.filter(({ kernel }) => ready.flat().includes(kernel));
  const apart = await inParallel(able, jobs, (run) => attempt(run.kernel, () => divided(run, request)));
  const runs = apart.flat();
  for (const { kernel } of runs) plan(kernel.id, 1);
  await inParallel(runs, jobs, ({ kernel, target, program }) =>
    attempt(kernel, async () => {
      const parts = ['selftests', target.selftests.name, program.name, target.only ?? []].flat();
      onEvent({ kind: 'scenario', phase: 'start', kernel: kernel.id, scenario: parts.join('/') });
      const judged = await runProgram(kernel, target, program, request);
      if (signal.aborted) return [];
      plan(kernel.id, judged.length - 1);
      for (const one of judged) tell(kernel, one);
      return judged;
    }),
  );
}

/** One program on one kernel. */
interface Run {
  kernel: Ready;
  target: SelftestTarget;
  program: SelftestProgram;
}

/** A run for each case, where that is asked for and the program can do it. */
async function divided(run: Run, request: Timed): Promise<Run[]> {
  const { kernel, target, program } = run;
  const isWhole = target.selftests.format === 'ltp' || program.obstacle !== undefined || target.only !== undefined;
  if (!request.alone || isWhole) return [run];
  const list = (guest: PlanRunner) => listCases(guest, target.selftests, program, request.timeoutScale);
  const cases = await inGuest(kernel, request, list);
  return cases.length > 0 ? cases.map((only) => ({ ...run, target: { ...target, only } })) : [run];
}

/** @throws UserError when a target is a program that there is not */
export function programsOf({ selftests, program }: SelftestTarget): SelftestProgram[] {
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
  kernel: Ready,
  { selftests, only }: SelftestTarget,
  one: SelftestProgram,
  request: Timed,
): Promise<Judged[]> {
  const { timeoutScale, chosenScale, afterProgram } = request;
  const { name: program, obstacle } = one;
  const name = programName(selftests, one, optionsOf(selftests, chosenScale));
  if (obstacle !== undefined) return unableProgram(name, obstacle);
  return inGuest(kernel, request, async (guest) => {
    const ran = await launchProgram(guest, selftests, one, { slowness: timeoutScale, only });
    if (guest.usable) await afterProgram?.(guest, { kernel: kernel.id, selftests, program, only });
    const judged = judgeProgram(name, ran);
    if (only === undefined) return judged;
    return selftests.format === 'ltp' ? judgedOn(judged) : judgedAlone(judged, only);
  });
}

/** How results call a program, and how it speaks. */
function programName(
  { name: directory, source, format }: Selftests,
  { name: program, file }: SelftestProgram,
  options: readonly string[],
): ProgramName {
  return { directory, program, source, options, ...(format === 'ltp' && { format: ltp, file }) };
}

/** Work with a guest of its own, which ends when somebody interrupts. */
async function inGuest<T>(
  { snapshot }: Ready,
  { timeoutScale, signal }: Timed,
  work: (guest: PlanRunner) => Promise<T>,
): Promise<T> {
  using guest = await snapshot.restore(timeouts(slowness.tcg * Math.max(1, timeoutScale / programSlowness.tcg)));
  const end = () => guest[Symbol.dispose]();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await work(guest);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
