import { type Actor, anyOf, E2BIG, type Expectation, type Facts, OK, type Step } from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { FS } from '../uapi.ts';
import { madeRuleset } from './rulesets.ts';

/** Layers that a domain has room for (security/landlock/limits.h). */
export const LIMIT = 16;
/** Until Linux 5.19 and the stable releases of its time ("landlock: Reduce the maximum number of layers to 16"). */
export const OLD_LIMIT = 64;

/** Layers after which one more is refused for certain. ABI 1 has two limits, and nothing tells which. */
export const certainLimit = ({ abi }: Facts): number => (abi >= 2 ? LIMIT : OLD_LIMIT);

/** What enforcing one layer more answers when there are this many. */
export function answerWith(layers: number): Expectation {
  if (layers < LIMIT) return byAbi(() => OK);
  return byAbi((level) => (level >= 2 || layers >= OLD_LIMIT ? E2BIG : anyOf(OK, E2BIG)));
}

/**
 * Makes a ruleset and enforces it, 16 times by default; ends the scenario where there is no Landlock.
 *
 * @param actor who enforces, with the privilege to do so
 * @param layers how often
 * @returns the ruleset, which denies nothing but block devices
 */
export function fill(actor: Actor, layers = LIMIT): Step {
  const ruleset = madeRuleset(actor, { handledFs: FS.MAKE_BLOCK });
  for (let count = 0; count < layers; count += 1) restrictSelf(actor, ruleset).expect(answerWith(count));
  return ruleset;
}
