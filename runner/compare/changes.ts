/** The words of a comparison: what can become of a scenario, and of a step. */
import type { Outcome, Verdict } from '../results/schema.ts';

/** What can become of a scenario between two kernels or runs; the order is that of reports, the gravest first. */
export const CHANGES = [
  'regressed',
  'flawed',
  'failing',
  'unsupported',
  'gone',
  'improved',
  'fixed',
  'errno',
  'answer',
  'steps',
  'expectation',
  'supported',
  'new',
  'same',
] as const;

export type Change = (typeof CHANGES)[number];

/** Each change in a few words, for headings. */
export const CHANGE_IN_WORDS: Readonly<Record<Change, string>> = {
  regressed: 'fails now, and did not',
  flawed: 'shows a known bug that it did not show',
  failing: 'fails on both, in another way',
  unsupported: 'cannot be asked any more',
  gone: 'only in the first',
  improved: 'as expected now, and was not',
  fixed: 'does not show a known bug any more',
  errno: 'allowed, denied or another errno, as expected on both',
  answer: 'answers something else, as expected on both',
  steps: 'other steps are asked, as expected on both',
  expectation: 'answers the same, and something else is expected',
  supported: 'can be asked now',
  new: 'only in the second',
  same: 'the same',
};

/** What can become of a step. */
export type StepChangeKind =
  /** It succeeded, and is refused. */
  | 'denied'
  /** It was refused, and succeeds. */
  | 'allowed'
  /** It is refused with another errno. */
  | 'errno'
  /** Any other answer: a value, a block, a death. */
  | 'answer'
  /** The same answer, of which something else is expected. */
  | 'expectation'
  | 'added'
  | 'removed'
  | 'same';

/** Whether what was observed is an errno. */
export function isErrno(observed: string): boolean {
  return /^E[A-Z0-9]+$/.test(observed);
}

/** Whether what was observed is a call that went through. */
export function isSuccess(observed: string): boolean {
  return observed === 'success' || observed === 'OK' || observed.startsWith('the value ');
}

/** Whether a verdict says that something is not as expected. */
export function isFailure(verdict: Outcome): boolean {
  return verdict !== 'pass' && verdict !== 'unsupported';
}

const GRAVITY: Readonly<Record<Outcome, number>> = {
  pass: 0,
  unsupported: 1,
  broken: 2,
  hang: 3,
  mismatch: 4,
  crash: 5,
};

/** Of the repetitions of a scenario, the gravest: one failure in ten is a failure. */
export function gravest<T extends Pick<Verdict, 'verdict'>>(verdicts: readonly T[]): T | undefined {
  return verdicts.reduce<T | undefined>(
    (worst, verdict) => (worst === undefined || GRAVITY[verdict.verdict] > GRAVITY[worst.verdict] ? verdict : worst),
    undefined,
  );
}
