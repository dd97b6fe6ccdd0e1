import type { Observation } from '../plan/observation.ts';
import type { CompiledArm, CompiledScenario } from '../scenario/compiled.ts';
import { type JudgedStep, judgeStep } from './judge-step.ts';
import { type JudgedVerdict, type Judgement, ProbeFaultError } from './judgement.ts';
import { distinctKnown } from './known.ts';
import type { Captures } from './template.ts';

/** What came back from the arms of one scenario. */
export interface ArmObservations {
  readonly test: Observation;
  readonly control?: Observation | undefined;
}

interface JudgedArm {
  readonly steps: readonly JudgedStep[];
  readonly verdict: JudgedVerdict;
  readonly reason: string;
}

function stepReason({ step, judgement }: JudgedStep): string {
  const why = [step.doc, step.because].filter((part) => part !== '').join('; ');
  const expected = judgement.role === 'setup' ? 'set-up must succeed' : `expected ${judgement.expected} (${why})`;
  return `step ${step.id}: ${step.actor}: ${step.words}: ${expected}, observed ${judgement.observed}`;
}

function judgeArm(scenario: CompiledScenario, arm: CompiledArm, observation: Observation): JudgedArm {
  const { end } = observation;
  if (end.kind === 'fault') throw new ProbeFaultError(scenario.id, arm.name, end.number, end.text);
  const captures: Captures = new Map();
  const steps = arm.steps.map((step) => judgeStep(step, observation, arm.name, captures));
  const failed = steps.find(({ judgement }) => !judgement.ok);
  const where = failed === undefined ? '' : `: ${stepReason(failed)}`;
  if (failed?.hangs === true) return { steps, verdict: 'hang', reason: stepReason(failed) };
  if (end.kind === 'deadline') return { steps, verdict: 'hang', reason: `the plan's deadline passed${where}` };
  if (end.kind === 'unkillable')
    return { steps, verdict: 'hang', reason: `the plan's processes cannot be killed${where}` };
  if (end.kind === 'killed') {
    return { steps, verdict: 'broken', reason: `the plan's supervisor was killed by signal ${end.signal}${where}` };
  }
  if (failed === undefined) return { steps, verdict: 'pass', reason: '' };
  return { steps, verdict: failed.judgement.role === 'setup' ? 'broken' : 'mismatch', reason: stepReason(failed) };
}

/**
 * Judges what the arms of a scenario answered. Pure: the same observations can be judged again against other expectations.
 *
 * A set-up step that fails makes the scenario `broken`, and so does a control arm in which anything fails, because then a denial in
 * the test arm says nothing about the sandbox. The first step that fails decides.
 *
 * @param scenario compiled for the kernel that answered
 * @param observations of its arms
 * @throws ProbeFaultError when the probe failed: an infrastructure failure, no verdict
 * @throws RangeError when the observation of the control arm is missing
 */
export function judge(scenario: CompiledScenario, observations: ArmObservations): Judgement {
  const test = judgeArm(scenario, scenario.arms.test, observations.test);
  const arms = [test];
  let { verdict, reason } = test;
  if (scenario.arms.control !== undefined) {
    if (observations.control === undefined) throw new RangeError(`${scenario.id}: the control arm was not run`);
    const control = judgeArm(scenario, scenario.arms.control, observations.control);
    arms.push(control);
    const decides = verdict === 'pass' || verdict === 'mismatch';
    if (decides && control.verdict !== 'pass') {
      verdict = 'broken';
      reason = `control arm, without the sandbox: ${control.reason}`;
    }
  }
  const runs = [observations.test, observations.control].filter((run) => run !== undefined);
  const timed = runs.filter((run) => run.microseconds !== undefined);
  return {
    verdict,
    reason,
    known: verdict === 'pass' ? distinctKnown(scenario.arms.test.steps.flatMap(({ known }) => known)) : [],
    steps: arms.flatMap(({ steps }) => steps.map(({ judgement }) => judgement)),
    tainted: runs.some(({ taint }) => taint !== undefined && taint.before !== taint.after),
    microseconds: timed.length === 0 ? undefined : timed.reduce((sum, run) => sum + (run.microseconds ?? 0), 0),
  };
}
