import { holds } from '../expect/condition.ts';
import { isDenial } from '../expect/outcome.ts';
import { conditionInWords } from '../expect/words.ts';
import type { Facts } from '../facts/facts.ts';
import { writePlan } from '../plan/write.ts';
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

const DEFAULT_DEADLINE = 10_000;

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
    throw new CompileError(`${scenario.id}: ${(error as Error).message}`, { cause: error });
  }
  return { recorder, stopped: undefined };
}

function compileArm(scenario: Scenario, facts: Facts, arm: ArmName): CompiledArm {
  const { recorder, stopped } = record(scenario, facts, arm);
  const steps = recorder.steps.map((step) => compileStep(step, facts, arm, scenario.doc, recorder.steps));
  const { namespaces = [], proc = false, scratch = true, deadline = DEFAULT_DEADLINE } = scenario;
  const plan = writePlan({
    name: arm === 'test' ? scenario.id : `${scenario.id} (control arm)`,
    arch: facts.arch,
    deadline,
    namespaces,
    scratch,
    proc,
    buffers: recorder.memory.buffers,
    pointers: recorder.memory.pointers,
    steps: recorder.steps.map((step, index) => ({ ...step, words: `${step.actor}: ${steps[index]?.words}` })),
  });
  return { name: arm, plan, steps, stopped };
}

function missingNeed(scenario: Scenario, facts: Facts): string | undefined {
  for (const need of scenario.needs ?? []) {
    if (typeof need !== 'string' && !holds(need, facts)) return `runs only ${conditionInWords(need)}`;
  }
  return undefined;
}

/**
 * Compiles a scenario for one kernel: a test arm and, when that arm expects a denial by the sandbox, a control arm.
 *
 * @param scenario what to compile
 * @param facts of the kernel, measured or hypothetical
 * @throws CompileError when the body fails
 * @throws PlanLimitError when the plan is larger than the probe accepts
 */
export function compile(scenario: Scenario, facts: Facts): CompiledScenario {
  const test = compileArm(scenario, facts, 'test');
  const denies = test.steps.some(({ expected, role, sandbox }) => {
    return role === 'check' && !sandbox && expected !== undefined && isDenial(expected);
  });
  const controlled = denies && scenario.control === undefined;
  return {
    id: scenario.id,
    title: scenario.title,
    scenario,
    doc: scenario.doc,
    needs: (scenario.needs ?? []).filter((need) => typeof need === 'string'),
    unsupported: missingNeed(scenario, facts),
    arms: controlled ? { test, control: compileArm(scenario, facts, 'control') } : { test },
  };
}
