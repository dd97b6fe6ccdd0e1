import type { Facts } from '../../../runner/facts/facts.ts';
import type { Question } from '../../../runner/scenario/ask.ts';

/** A behaviour that neither ABI nor errata reveal, by the name that expectations use: `feature('…')`. */
export interface Feature {
  /** What the feature is, for people. */
  readonly what: string;
  /** Below this ABI the feature is false and nothing is asked; 0 asks every kernel. */
  readonly minimalAbi: number;
  /** How to ask the guest … */
  readonly question: Omit<Question<boolean>, 'name'>;
  /** … or how it follows from facts that are known already. */
  readonly from?: (facts: Facts) => boolean;
}

/** Features by name. */
export type Features = Readonly<Record<string, Feature>>;

/**
 * A feature that the guest is asked for.
 *
 * @param what it is, with the releases that are known to have it
 * @param minimalAbi below it nothing is asked; 0 asks every kernel
 * @param ask records the steps and reads the answer; best something that no scenario checks itself
 * @param more namespaces and the like
 */
export const asked = (
  what: string,
  minimalAbi: number,
  ask: Question<boolean>['ask'],
  more: Partial<Question<boolean>> = {},
): Feature => ({ what, minimalAbi, question: { ...more, ask } });

/** A feature that follows from facts that are known already. */
export const derived = (what: string, from: (facts: Facts) => boolean): Feature => ({
  what,
  minimalAbi: 0,
  question: { ask: () => () => false },
  from,
});
