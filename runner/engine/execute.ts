import { activityInWords, type GuestReply } from '../../vm/guest/reply.ts';
import { judge } from '../expect/judge.ts';
import { proveTeeth } from '../expect/teeth.ts';
import type { Observation } from '../plan/observation.ts';
import { parseObservation } from '../plan/parse-observation.ts';
import type { Verdict } from '../results/schema.ts';
import { bootOf, rootOf } from '../scenario/boots.ts';
import { CompileError, compile, planDeadline } from '../scenario/compile.ts';
import type { CompiledArm, CompiledScenario } from '../scenario/compiled.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Crash, crashOf } from './crash.ts';
import { Experiments } from './experiments.ts';
import type { Guests } from './guests.ts';
import { unmetNeed } from './needs.ts';
import { runPlan } from './run-plan.ts';
import type { Session } from './session.ts';

/** One arm that ran. */
interface Ran {
  arm: CompiledArm;
  /** Undefined when the same plan has run before. */
  reply: GuestReply | undefined;
  observation: Observation | undefined;
  crash: Crash | undefined;
}

/**
 * Runs one scenario on one kernel and judges it.
 *
 * @param scenario what to run
 * @param session the kernel and how to treat it
 * @param guests of this worker
 * @param repeat which repetition, from 0
 * @throws {InfrastructureError} when nothing can be said about the kernel
 */
export async function execute(scenario: Scenario, session: Session, guests: Guests, repeat: number): Promise<Verdict> {
  const started = performance.now();
  const base = { kernel: session.kernel.id, scenario: scenario.id, ...(session.repeat > 1 ? { repeat } : {}) };
  const verdict = (rest: Pick<Verdict, 'verdict' | 'reason'> & Partial<Verdict>): Verdict => ({
    steps: [],
    ...base,
    ...rest,
    ms: Math.round((performance.now() - started) * 1000) / 1000,
  });
  const way = bootOf(scenario);
  const boot = session.kernel.boots[way];
  if (boot === undefined) {
    const reason = session.kernel.obstacles?.[way] ?? `${session.kernel.id} cannot be booted with '${way}'`;
    return verdict({ verdict: 'unsupported', reason });
  }
  let compiled: CompiledScenario;
  try {
    compiled = compile(scenario, boot.facts, { slowness: session.timeoutScale });
  } catch (error) {
    if (error instanceof CompileError || (error as Error).name === 'PlanLimitError')
      return verdict({ verdict: 'broken', reason: `the spec cannot be compiled: ${(error as Error).message}` });
    throw error;
  }
  const missing = compiled.unsupported ?? unmetNeed(compiled.needs, session.kernel, boot);
  if (missing !== undefined) return verdict({ verdict: 'unsupported', reason: missing });

  const where = `${session.kernel.id} ${way} ${repeat}`;
  const arms: Ran[] = [];
  for (const arm of [compiled.arms.control, compiled.arms.test]) {
    if (arm === undefined) continue;
    const ran = recall(arm, where) ?? (await run(arm, scenario, session, guests));
    if (ran.observation && !ran.crash) experiments.add(where, arm, ran.observation);
    arms.push(ran);
    if (ran.crash || ran.observation === undefined) break;
  }
  return verdict(conclude(compiled, arms, session));
}

/** One set for the life of the worker, like its guests. */
const experiments = new Experiments();

function recall(arm: CompiledArm, where: string): Ran | undefined {
  const observation = experiments.get(where, arm);
  return observation && { arm, reply: undefined, observation, crash: undefined };
}

async function run(arm: CompiledArm, scenario: Scenario, session: Session, guests: Guests): Promise<Ran> {
  const boot = bootOf(scenario);
  const guest = await guests.get(session, boot);
  const reply = await runPlan(guest, scenario.id, arm.plan, planDeadline(scenario, session.timeoutScale));
  const observation = reply.kind === 'observation' ? parseObservation(reply.text) : undefined;
  const crash = crashOf(reply, observation);
  // After a splat the kernel's answers mean nothing any more, and a plan that was cut off has not undone what it changed in the whole guest.
  // Where real programs run, every plan leaves files, units and processes behind.
  if (crash || observation?.end.kind !== 'ok' || rootOf(boot) !== undefined) await guests.discard(guest);
  return { arm, reply, observation, crash };
}

function conclude(
  compiled: CompiledScenario,
  arms: readonly Ran[],
  session: Session,
): Pick<Verdict, 'verdict' | 'reason'> & Partial<Verdict> {
  const observed = (name: 'test' | 'control', arm: CompiledArm | undefined) =>
    arm && (arms.find((ran) => ran.arm.name === name)?.observation ?? nothingObserved(arm));
  const observations = {
    test: observed('test', compiled.arms.test)!,
    control: observed('control', compiled.arms.control),
  };
  const judgement = judge(compiled, observations);
  const last = arms.at(-1)!;
  const microseconds = arms.reduce(
    (sum, { reply, observation }) => sum + (reply ? (observation?.microseconds ?? 0) : 0),
    0,
  );
  const crash = arms.map((ran) => ran.crash).find((found) => found !== undefined);
  const outcome = crash
    ? { verdict: 'crash' as const, reason: `${crash.reason} (${last.arm.name} arm)` }
    : last.reply?.kind === 'hung'
      ? {
          verdict: 'hang' as const,
          reason: `the kernel stopped answering during the ${last.arm.name} arm${activityInWords(last.reply)}`,
        }
      : { verdict: judgement.verdict, reason: judgement.reason };
  const wanted = outcome.verdict !== 'pass' || session.verbose;
  const console = arms.map(({ reply }) => reply?.console ?? '').join('');
  return {
    ...outcome,
    steps: [...judgement.steps],
    guest_us: microseconds,
    ...(session.teeth && outcome.verdict === 'pass' ? { teeth: proveTeeth(compiled, observations) } : {}),
    ...(outcome.verdict === 'pass' && judgement.known.length > 0 ? { known: [...judgement.known] } : {}),
    ...(crash ? { splats: crash.splats } : {}),
    ...(wanted ? { plan: last.arm.plan, ...(console === '' ? {} : { console: console.slice(-20_000) }) } : {}),
  };
}

/** What is known of an arm that never answered, or was not run because the other one ended everything. */
function nothingObserved({ steps }: CompiledArm): Observation {
  return {
    steps: steps.map(({ id }) => ({ id, result: { kind: 'unreached' }, outputs: [] })),
    end: { kind: 'killed', signal: 9 },
  };
}
