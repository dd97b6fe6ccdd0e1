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
  | { readonly kind: 'any'; readonly of: readonly Outcome[] };

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

/** Whether an outcome is a refusal: an error, a block or a death. Such an outcome calls for a control arm. */
export function isDenial(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'errno':
    case 'blocks':
    case 'dies':
      return true;
    case 'any':
      return outcome.of.some(isDenial);
    default:
      return false;
  }
}
