import type { ObservedResult } from '../plan/observation.ts';
import { constantName } from '../syscalls/constants.ts';
import { errnoName } from '../syscalls/errno.ts';
import { alternatives, type Outcome } from './outcome.ts';

/** How a step's return value is to be read: as it is, or as a wait status (programs). */
export type Answer = 'value' | 'status';

interface Ending {
  readonly exit?: number;
  readonly signal?: number;
}

/** What a wait status says (wait(2)). */
function endingOf(status: bigint): Ending {
  const low = Number(status & 0x7fn);
  return low === 0 ? { exit: Number((status >> 8n) & 0xffn) } : { signal: low };
}

/** The end of a process that a result tells, if it tells one. */
function ending(observed: ObservedResult, answer: Answer): Ending | undefined {
  if (observed.kind === 'gone') return observed;
  return observed.kind === 'ret' && answer === 'status' ? endingOf(observed.value) : undefined;
}

/**
 * Whether an observed result is the expected outcome. One that depends on another step is to be settled before: here, any of its cases will do.
 *
 * @param outcome what was expected
 * @param observed what came
 * @param answer how to read a return value
 */
export function matches(outcome: Outcome, observed: ObservedResult, answer: Answer): boolean {
  switch (outcome.kind) {
    case 'success':
      if (observed.kind !== 'ret') return false;
      return answer === 'value' || endingOf(observed.value).exit === 0;
    case 'value':
      return observed.kind === 'ret' && observed.value === outcome.value;
    case 'errno':
      return observed.kind === 'errno' && observed.number === outcome.number;
    case 'blocks':
      return observed.kind === 'blocked';
    case 'ends':
      return observed.kind === 'gone';
    case 'exits':
      return ending(observed, answer)?.exit === outcome.code;
    case 'dies': {
      const signal = ending(observed, answer)?.signal;
      return signal !== undefined && (outcome.signal === undefined || signal === outcome.signal);
    }
    case 'any':
    case 'depends':
      return alternatives(outcome).some((one) => matches(one, observed, answer));
  }
}

/**
 * An observed result in words, in the vocabulary of outcomes.
 *
 * @param observed what came; undefined when the observation does not have the step at all
 * @param answer how to read a return value
 * @param expected the value is told when one was expected
 */
export function observedInWords(observed: ObservedResult | undefined, answer: Answer, expected?: Outcome): string {
  if (observed === undefined) return 'nothing';
  const end = ending(observed, answer);
  if (end?.exit !== undefined) return answer === 'status' && end.exit === 0 ? 'success' : `exit status ${end.exit}`;
  if (end?.signal !== undefined) return `death by ${constantName('SIG', end.signal)}`;
  switch (observed.kind) {
    case 'ret':
      return expected !== undefined && namesValue(expected) ? `the value ${observed.value}` : 'success';
    case 'errno':
      return errnoName(observed.number);
    case 'blocked':
      return 'to block';
    case 'gone':
      return 'the end of the actor';
    case 'started':
      return 'begun';
    case 'unreached':
      return 'not reached';
  }
}

/** Whether an outcome is about which value comes. */
function namesValue(outcome: Outcome): boolean {
  return alternatives(outcome).some(({ kind }) => kind === 'value');
}
