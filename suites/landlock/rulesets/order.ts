import type { Choice, Outcome } from '../../../runner/index.ts';
import { OK } from '../../../runner/index.ts';
import { byAbi } from '../refusals.ts';

/** One check that a system call makes of its arguments, as a kernel of an ABI makes it. */
export interface Check<Call> {
  readonly answer: Outcome;
  readonly refuses: (call: Call, level: number) => boolean;
}

/** One mistake: what it changes in a call that is right otherwise. */
export interface Mistake<Call> {
  readonly label: string;
  readonly change: Partial<Call>;
}

/**
 * What a call is answered on every ABI: the errno of the first check that refuses it.
 *
 * @param checks in the order of the source
 * @param call the arguments
 */
export function firstRefusal<Call>(checks: readonly Check<Call>[], call: Call): Choice<Outcome> {
  return byAbi((level) => checks.find(({ refuses }) => refuses(call, level))?.answer ?? OK);
}

/** A call with one mistake or two, and what to call them. */
export interface Combination<Call> {
  readonly words: string;
  readonly call: Call;
}

/**
 * A mistake by itself and together with each later one of the table that concerns another argument, so that over all mistakes each
 * pair comes once.
 *
 * @param mistakes the table
 * @param first one of them
 * @param right the call without a mistake
 */
export function combinationsOf<Call extends object>(
  mistakes: readonly Mistake<Call>[],
  first: Mistake<Call>,
  right: Call,
): Combination<Call>[] {
  const alone = { words: first.label, call: { ...right, ...first.change } };
  const later = mistakes.slice(mistakes.indexOf(first) + 1);
  const combinable = later.filter(({ change }) => Object.keys(change).every((key) => !(key in first.change)));
  return [
    alone,
    ...combinable.map(({ label, change }) => ({
      words: `${first.label}, ${label}`,
      call: { ...right, ...first.change, ...change },
    })),
  ];
}
