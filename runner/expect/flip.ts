import type { CompiledScenario, CompiledStep } from '../scenario/compiled.ts';
import type { ArmName } from '../scenario/context.ts';
import { type Data, dataBytes } from './data.ts';
import { alternatives, errno, isDenial, OK, type Outcome } from './outcome.ts';
import { flipTemplate, isTemplate } from './template.ts';

/** Whether some observation could satisfy both outcomes. */
function overlap(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'any' || a.kind === 'depends') return alternatives(a).some((one) => overlap(one, b));
  if (b.kind === 'any' || b.kind === 'depends') return overlap(b, a);
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

/** Data that no observation which begins with the given one begins with. Nothing is in front of everything, so for that there is only a guess. */
function flipData(data: Data): Data[] {
  if (isTemplate(data)) return flipTemplate(data);
  const bytes = Uint8Array.from(dataBytes(data));
  return [bytes.length === 0 ? Uint8Array.of(0) : bytes.map((byte) => byte ^ 0xff)];
}

/** Where a step is refused, or its length is told, no data is what the spec means: the outcome says it, and that is flipped. */
function isImplied(data: Data, expected: Outcome | undefined): boolean {
  if (isTemplate(data)) return false;
  return dataBytes(data).length === 0 && expected !== undefined && (isDenial(expected) || expected.kind === 'value');
}

/**
 * Every way in which a step can be expected to answer something else: its outcome flipped, each of its data, its text. None means that it expects nothing.
 *
 * @param step as compiled
 */
export function flipsOf(step: CompiledStep): CompiledStep[] {
  const { expected, data, text } = step;
  return [
    ...(expected === undefined ? [] : [{ ...step, expected: flip(expected) }]),
    ...data
      .filter((one) => !isImplied(one.data, expected))
      .flatMap((flipped) =>
        flipData(flipped.data).map((other) => ({
          ...step,
          data: data.map((one) => (one === flipped ? { ...one, data: other } : one)),
        })),
      ),
    // No program prints a NUL.
    ...(text === undefined ? [] : [{ ...step, text: `\0${text}` }]),
  ];
}

/**
 * The same scenario with one step replaced.
 *
 * @param scenario as compiled
 * @param arm whose step it is
 * @param step takes the place of the one with its id
 */
export function withStep(scenario: CompiledScenario, arm: ArmName, step: CompiledStep): CompiledScenario {
  const changed = scenario.arms[arm]!;
  const steps = changed.steps.map((other) => (other.id === step.id ? step : other));
  return { ...scenario, arms: { ...scenario.arms, [arm]: { ...changed, steps } } };
}

/**
 * The same scenario with one check flipped (its data, where it expects data; otherwise its outcome).
 *
 * @param scenario as compiled
 * @param id of the check in the test arm
 */
export function flipCheck(scenario: CompiledScenario, id: number): CompiledScenario {
  const step = scenario.arms.test.steps.find((one) => one.id === id);
  const flipped = step && flipsOf(step).at(-1);
  return flipped === undefined ? scenario : withStep(scenario, 'test', flipped);
}
