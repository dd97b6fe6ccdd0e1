import { holds } from '../expect/condition.ts';
import { isDenial, type Outcome } from '../expect/outcome.ts';
import { faultOfNames, isTemplate } from '../expect/template.ts';
import { conditionInWords } from '../expect/words.ts';
import type { Facts } from '../facts/facts.ts';
import { writePlan } from '../plan/write.ts';
import { bootOf, rootOf } from './boots.ts';
import type { CompiledArm, CompiledScenario } from './compiled.ts';
import { type ArmName, Context } from './context.ts';
import { Recorder } from './recorder.ts';
import type { Scenario } from './scenario.ts';
import { compileStep } from './step-compile.ts';
import { ProgramStops } from './stop.ts';

/** A scenario's body failed: a fault of the spec, not of a kernel. The message begins with the scenario's identity. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
}

/** Milliseconds for a whole plan, and for a step that is to end. They only matter when something goes wrong, so they leave room for a busy host. */
const PLAN_DEADLINE = 20_000;
const STEP_DEADLINE = 5_000;

/** How a scenario is compiled, besides for which kernel. */
export interface CompileOptions {
  /** Factor for the deadlines of everything that is to end; what is expected to block is never waited for longer than the spec says. */
  readonly slowness?: number | undefined;
}

/** Runs the body and keeps what it recorded, together with the expectations that are not evaluated yet. */
export function record(
  scenario: Scenario,
  facts: Facts,
  arm: ArmName,
): { recorder: Recorder; stopped: string | undefined } {
  const recorder = new Recorder();
  const context = Object.assign(new Context(facts, arm, scenario.program, recorder), scenario.chosen);
  try {
    scenario.body(context as never);
  } catch (error) {
    if (error instanceof ProgramStops) return { recorder, stopped: error.message };
    throw new CompileError(`${scenario.id}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  return { recorder, stopped: undefined };
}

/** What the probe is told: a step that is to end gets more time on a slow host, one that is to block does not. */
function stepDeadline(given: number | undefined, expected: Outcome | undefined, slowness: number): number | undefined {
  if (expected?.kind === 'blocks') return given;
  return Math.round((given ?? STEP_DEADLINE) * slowness);
}

function compileArm(
  scenario: Scenario,
  facts: Facts,
  arm: ArmName,
  slowness: number,
): CompiledArm & { needs: ReadonlySet<string> } {
  const { recorder, stopped } = record(scenario, facts, arm);
  const steps = recorder.steps.map((step) => compileStep(step, facts, arm, scenario.doc, recorder.steps));
  const fault = faultOfNames(steps.flatMap(({ data }) => data.map((one) => one.data)).filter(isTemplate));
  if (fault !== undefined) throw new CompileError(`${scenario.id} (${arm} arm): ${fault}`);
  const rooted = rootOf(bootOf(scenario)) !== undefined;
  const { namespaces = [], proc = false, scratch = !rooted } = scenario;
  const plan = writePlan({
    name: arm === 'test' ? scenario.id : `${scenario.id} (control arm)`,
    arch: facts.arch,
    deadline: planDeadline(scenario, slowness),
    namespaces,
    scratch,
    proc,
    // Services look their clients up by pid.
    sharedPids: rooted,
    buffers: recorder.memory.buffers,
    pointers: recorder.memory.pointers,
    steps: recorder.steps.map((step, index) => ({
      ...step,
      deadline: stepDeadline(step.deadline, steps[index]?.expected, slowness),
      words: `${step.actor}: ${steps[index]?.words}`,
    })),
  });
  return { name: arm, plan, steps, stopped, needs: recorder.needs };
}

function missingNeed(scenario: Scenario, facts: Facts): string | undefined {
  for (const need of scenario.needs ?? []) {
    if (typeof need === 'string' || holds(need, facts)) continue;
    const unknown = need.kind === 'config' && facts.config === undefined;
    return `runs only ${conditionInWords(need)}${unknown ? ', and the configuration of this kernel is not known' : ''}`;
  }
  return undefined;
}

/** Milliseconds that the whole plan of a scenario may take. */
export function planDeadline({ deadline = PLAN_DEADLINE }: Scenario, slowness = 1): number {
  return Math.round(deadline * slowness);
}

/**
 * Compiles a scenario for one kernel: a test arm and, when that arm expects a denial by the sandbox, a control arm.
 *
 * @param scenario what to compile
 * @param facts of the kernel, measured or hypothetical
 * @param options how patient to be
 * @throws CompileError when the body fails
 * @throws PlanLimitError when the plan is larger than the probe accepts
 */
export function compile(scenario: Scenario, facts: Facts, { slowness = 1 }: CompileOptions = {}): CompiledScenario {
  const test = compileArm(scenario, facts, 'test', slowness);
  const denies = test.steps.some(({ expected, role, sandbox, refused }) => {
    return role === 'check' && !sandbox && expected !== undefined && (isDenial(expected) || refused);
  });
  const controlled = denies && scenario.control === undefined;
  return {
    id: scenario.id,
    title: scenario.title,
    scenario,
    doc: scenario.doc,
    needs: [...new Set([...(scenario.needs ?? []).filter((need) => typeof need === 'string'), ...test.needs])],
    unsupported: missingNeed(scenario, facts),
    arms: controlled ? { test, control: compileArm(scenario, facts, 'control', slowness) } : { test },
  };
}
