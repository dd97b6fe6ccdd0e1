import { isDeepStrictEqual } from 'node:util';
import { decide } from '../expect/expectation.ts';
import { isDenial, OK, type Outcome } from '../expect/outcome.ts';
import { reasonsInWords } from '../expect/words.ts';
import type { Facts } from '../facts/facts.ts';
import type { CompiledStep } from './compiled.ts';
import type { ArmName } from './context.ts';
import type { StepRecord } from './record.ts';

/** What a step must answer without the sandbox, given what it must answer with it. */
function controlOutcome(record: StepRecord, expected: Outcome): Outcome {
  if (record.control === 'same') return expected;
  if (record.control !== undefined) return record.control;
  // A value or an exit is not the sandbox's doing, so it must come in both arms.
  return isDenial(expected) ? OK : expected;
}

function isAwaited(record: StepRecord, steps: readonly StepRecord[]): boolean {
  return steps.some(({ operation }) => operation.verb === 'await' && operation.step === record.id);
}

/**
 * Decides what a recorded step must answer on one kernel.
 *
 * @param record the step
 * @param facts of the kernel
 * @param arm in the control arm denials become successes, and data is not compared where the test arm expects a denial
 * @param doc of the scenario
 * @param steps all of the arm, to find awaited steps
 */
export function compileStep(
  record: StepRecord,
  facts: Facts,
  arm: ArmName,
  doc: string,
  steps: readonly StepRecord[],
): CompiledStep {
  const { operation, expectation } = record;
  const { result, reasons, known } = decide(expectation ?? record.setup, facts);
  const control = arm === 'control';
  const awaited = record.start && isAwaited(record, steps);
  const dataFrom = operation.verb === 'await' ? operation.step : record.id;
  const program = steps[dataFrom]?.operation.verb === 'program';
  const denied = isDenial(result);
  const decidedData = record.expectedData.map((expected) => decide(expected.data, facts));
  const data = decidedData.map((decided, index) => ({
    step: dataFrom,
    region: record.expectedData[index]!.region,
    data: decided.result,
  }));
  const decidedText = record.expectedText === undefined ? undefined : decide(record.expectedText, facts);
  const text = decidedText?.result;
  const checked = expectation !== undefined || data.length > 0 || text !== undefined;
  const differs = control && denied;
  const outcome = control ? controlOutcome(record, result) : result;
  return {
    id: record.id,
    actor: record.actor,
    words: record.start ? `start ${record.words}` : record.words,
    role: checked ? 'check' : 'setup',
    expected: awaited ? undefined : outcome,
    because: differs ? 'without the sandbox' : reasonsInWords(reasons),
    doc: record.doc ?? doc,
    started: record.start,
    answer: program ? 'status' : 'value',
    data: differs ? [] : data,
    // A program that ends in another way says other things.
    text: outcome === result ? text : undefined,
    refused: program && typeof record.control === 'object' && !isDeepStrictEqual(record.control, result),
    sandbox: record.sandbox,
    known: control ? [] : [known, ...decidedData.map((decided) => decided.known), decidedText?.known ?? []].flat(),
  };
}
