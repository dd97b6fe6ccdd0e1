import { ERRNO, type ErrnoName } from '../syscalls/errno.ts';

/** What one step is expected to answer. Pure data: it can be stored, compared and printed. */
export type Outcome =
  | { readonly kind: 'success' }
  | { readonly kind: 'value'; readonly value: bigint }
  | { readonly kind: 'errno'; readonly name: ErrnoName; readonly number: number }
  | { readonly kind: 'blocks' }
  | { readonly kind: 'ends' }
  | { readonly kind: 'dies'; readonly signal: number | undefined }
  | { readonly kind: 'exits'; readonly code: number }
  | { readonly kind: 'any'; readonly of: readonly Outcome[] }
  | { readonly kind: 'depends'; readonly step: number; readonly cases: readonly OutcomeCase[] };

/** What a step is expected to answer if an earlier one answered so. */
export interface OutcomeCase {
  readonly answer: Outcome;
  readonly then: Outcome;
}

/** The step succeeds, whatever non-negative value it returns. For a `program` step: the program exits with status 0. */
export const OK: Outcome = { kind: 'success' };

/** The step has not finished at its deadline. */
export const blocks: Outcome = { kind: 'blocks' };

/** The actor ends during the step, however. The probe knows how only of `main`; `wait4` tells it of other processes. */
export const ends: Outcome = { kind: 'ends' };

/**
 * The kernel refuses with this error.
 *
 * @param name an error's name; the ready-made constants (`EPERM`, `EACCES` …) are the usual way
 */
export function errno(name: ErrnoName): Outcome {
  return { kind: 'errno', name, number: ERRNO[name] };
}

/**
 * The step returns exactly this value.
 *
 * @param number the return value, for instance a count of bytes
 */
export function value(number: number | bigint): Outcome {
  return { kind: 'value', value: BigInt(number) };
}

/**
 * The program that the step runs (or `main`, see {@link ends}) is killed during the step.
 *
 * @param signal the signal's number; any signal when left out
 */
export function dies(signal?: number): Outcome {
  return { kind: 'dies', signal };
}

/**
 * The program that the step runs (or `main`, see {@link ends}) exits during the step.
 *
 * @param code exit status, 0 to 255
 */
export function exits(code: number): Outcome {
  return { kind: 'exits', code };
}

/** One of several outcomes: only where the kernel's promise leaves the choice open. */
export function anyOf(...of: Outcome[]): Outcome {
  return { kind: 'any', of };
}

/**
 * What is right depends on what an earlier step of the same arm answered: `depending(call, [ENOMEM, OK], [OK, EACCES])`. Only where the promise leaves that
 * answer open ({@link anyOf}); when it is none of those that are listed, that step is what fails.
 *
 * @param step the earlier one, of the same arm; not one that runs a program
 * @param cases each an answer of that step, and what then is to come here; the first that fits decides
 */
export function depending(step: { readonly id: number }, ...cases: [answer: Outcome, then: Outcome][]): Outcome {
  return { kind: 'depends', step: step.id, cases: cases.map(([answer, then]) => ({ answer, then })) };
}

/** All outcomes that an open one may turn out to be; the outcome itself when it is not open. */
export function alternatives(outcome: Outcome): readonly Outcome[] {
  if (outcome.kind === 'any') return outcome.of.flatMap(alternatives);
  if (outcome.kind === 'depends') return outcome.cases.flatMap(({ then }) => alternatives(then));
  return [outcome];
}

/** Whether an outcome is a refusal: an error, a block or a death. Such an outcome calls for a control arm. */
export function isDenial(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'errno':
    case 'blocks':
    case 'dies':
      return true;
    case 'any':
    case 'depends':
      return alternatives(outcome).some(isDenial);
    default:
      return false;
  }
}
