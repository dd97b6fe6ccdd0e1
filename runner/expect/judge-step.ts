import type { Observation, ObservedStep } from '../plan/observation.ts';
import type { CompiledStep, ExpectedBytes } from '../scenario/compiled.ts';
import type { ArmName } from '../scenario/context.ts';
import { dataInWords, isExpectedData, observedDataInWords } from './data.ts';
import type { StepJudgement } from './judgement.ts';
import { matches, observedInWords } from './match.ts';
import type { Outcome } from './outcome.ts';
import type { Captures } from './template.ts';
import { outcomeInWords } from './words.ts';

/** A judged step together with what a reason needs to be told. */
export interface JudgedStep {
  readonly step: CompiledStep;
  readonly judgement: StepJudgement;
  /** True when the step did not end although nobody expected it to block. */
  readonly hangs: boolean;
}

/** Characters of a program's output that a report tells: beside how it ended, and where other words were expected. */
const TOLD = 600;
const SEARCHED = 4096;

/** What a program printed, as a report tells it: it may be a flood. */
function words(text: string, limit: number): string {
  const printed = text.trimEnd();
  const more = printed.length - limit;
  return more > 0 ? `${JSON.stringify(printed.slice(0, limit))} and ${more} characters more` : JSON.stringify(printed);
}

function bytesAt(observed: ObservedStep | undefined, expected: ExpectedBytes): Uint8Array | undefined {
  const { buffer, offset } = expected.region;
  return observed?.outputs.find((output) => output.buffer === buffer && output.offset === offset)?.bytes;
}

/** The outcome that is left when it is known what an earlier step answered. */
function settled(outcome: Outcome, observation: Observation): Outcome {
  if (outcome.kind !== 'depends') return outcome;
  const earlier = observation.steps.find(({ id }) => id === outcome.step)?.result;
  const cases = outcome.cases.filter(({ answer }) => earlier !== undefined && matches(answer, earlier, 'value'));
  return cases.length === 0 ? outcome : { ...outcome, cases: cases.slice(0, 1) };
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
  const outcome = step.expected === undefined ? undefined : settled(step.expected, observation);
  const seen = observedInWords(result, step.answer, outcome);
  if (step.started) {
    // What it answers is judged where it is awaited; here it must only have begun.
    return judged(result !== undefined && result.kind !== 'unreached', 'begun', seen);
  }
  const expected = outcome === undefined ? 'anything' : outcomeInWords(outcome);
  if (result === undefined) return judged(false, expected, seen);
  const printed = new TextDecoder().decode(observed?.text);
  if (outcome !== undefined && !matches(outcome, result, step.answer)) {
    return judged(false, expected, printed === '' ? seen : `${seen}, printing ${words(printed, TOLD)}`);
  }
  for (const data of step.data) {
    const bytes = bytesAt(
      observation.steps.find(({ id }) => id === data.step),
      data,
    );
    if (bytes === undefined || !isExpectedData(bytes, data.data, captures)) {
      const wrong = bytes === undefined ? 'no data' : observedDataInWords(bytes, data.data);
      return judged(false, dataInWords(data.data, captures), wrong);
    }
  }
  if (step.text !== undefined) {
    if (!printed.includes(step.text))
      return judged(false, `output with ${JSON.stringify(step.text)}`, words(printed, SEARCHED));
    // How a program ended and what it said belong together.
    if (step.text !== '') {
      return judged(
        true,
        `${expected}, printing ${words(step.text, TOLD)}`,
        `${seen}, printing ${words(printed, TOLD)}`,
      );
    }
  }
  return judged(true, expected, seen);
}
