import type { Observation, ObservedStep } from '../plan/observation.ts';
import type { CompiledStep, ExpectedBytes } from '../scenario/compiled.ts';
import type { ArmName } from '../scenario/context.ts';
import { dataInWords, isExpectedData } from './data.ts';
import type { StepJudgement } from './judgement.ts';
import { matches, observedInWords } from './match.ts';
import type { Captures } from './template.ts';
import { outcomeInWords } from './words.ts';

/** A judged step together with what a reason needs to be told. */
export interface JudgedStep {
  readonly step: CompiledStep;
  readonly judgement: StepJudgement;
  /** True when the step did not end although nobody expected it to block. */
  readonly hangs: boolean;
}

/** Characters of a program's output that a report tells. */
const TOLD = 600;

function bytesAt(observed: ObservedStep | undefined, expected: ExpectedBytes): Uint8Array | undefined {
  const { buffer, offset } = expected.region;
  return observed?.outputs.find((output) => output.buffer === buffer && output.offset === offset)?.bytes;
}

/**
 * Judges one step of an arm against the whole observation (data of an awaited step is reported by the step that was begun).
 *
 * @param captures what the arm's steps before it captured; gains what this one captures
 */
export function judgeStep(
  step: CompiledStep,
  observation: Observation,
  arm: ArmName,
  captures: Captures = new Map(),
): JudgedStep {
  const observed = observation.steps.find(({ id }) => id === step.id);
  const result = observed?.result;
  const judged = (ok: boolean, expected: string, seen: string): JudgedStep => {
    const { id, actor, words, role } = step;
    const hangs = !ok && result?.kind === 'blocked';
    return { step, hangs, judgement: { arm, id, actor, words, role, expected, observed: seen, ok } };
  };
  const seen = observedInWords(result, step.answer, step.expected);
  if (step.started) {
    // What it answers is judged where it is awaited; here it must only have begun.
    return judged(result !== undefined && result.kind !== 'unreached', 'begun', seen);
  }
  const expected = step.expected === undefined ? 'anything' : outcomeInWords(step.expected);
  if (result === undefined) return judged(false, expected, seen);
  if (step.expected !== undefined && !matches(step.expected, result, step.answer)) return judged(false, expected, seen);
  for (const data of step.data) {
    const bytes = bytesAt(
      observation.steps.find(({ id }) => id === data.step),
      data,
    );
    if (bytes === undefined || !isExpectedData(bytes, data.data, captures)) {
      return judged(false, dataInWords(data.data, captures), bytes === undefined ? 'no data' : dataInWords(bytes));
    }
  }
  if (step.text !== undefined) {
    const printed = new TextDecoder().decode(observed?.text);
    if (!printed.includes(step.text))
      return judged(false, `output with ${JSON.stringify(step.text)}`, JSON.stringify(printed));
    // How a program ended and what it said belong together.
    if (step.text !== '') {
      const words = (text: string) => JSON.stringify(text.trimEnd().slice(0, TOLD));
      return judged(true, `${expected}, printing ${words(step.text)}`, `${seen}, printing ${words(printed)}`);
    }
  }
  return judged(true, expected, seen);
}
