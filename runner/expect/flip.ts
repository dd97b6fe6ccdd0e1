import type { CompiledScenario, CompiledStep } from '../scenario/compiled.ts';
import { dataBytes } from './data.ts';
import { errno, OK, type Outcome } from './outcome.ts';

/** Whether some observation could satisfy both outcomes. */
function overlap(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'any') return a.of.some((one) => overlap(one, b));
  if (b.kind === 'any') return overlap(b, a);
  if (a.kind === 'errno' && b.kind === 'errno') return a.number === b.number;
  if (a.kind === 'errno' || b.kind === 'errno') return false;
  // For programs, success is an exit with 0 and a value is a wait status; rather one flip less than one that does not flip.
  return true;
}

/**
 * An outcome that no observation which satisfies the given one can satisfy. Judged against it, a check that passed must fail: the
 * proof that the check can fail at all.
 *
 * @param outcome what was expected
 */
export function flip(outcome: Outcome): Outcome {
  const candidates = [OK, errno('EUCLEAN'), errno('EXFULL')];
  return candidates.find((candidate) => !overlap(candidate, outcome))!;
}

function flipped(step: CompiledStep): CompiledStep {
  if (step.data.length === 0) return step.expected === undefined ? step : { ...step, expected: flip(step.expected) };
  const data = step.data.map((expected) => {
    const bytes = Uint8Array.from(dataBytes(expected.data));
    return { ...expected, data: bytes.length === 0 ? Uint8Array.of(0) : bytes.map((byte) => byte ^ 0xff) };
  });
  return { ...step, data };
}

/**
 * The same scenario with one check flipped (its data, where it expects data; otherwise its outcome).
 *
 * @param scenario as compiled
 * @param id of the check in the test arm
 */
export function flipCheck(scenario: CompiledScenario, id: number): CompiledScenario {
  const { test, ...others } = scenario.arms;
  const steps = test.steps.map((step) => (step.id === id ? flipped(step) : step));
  return { ...scenario, arms: { ...others, test: { ...test, steps } } };
}
