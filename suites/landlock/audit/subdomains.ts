import {
  type Actor,
  abi,
  type Context,
  EBADF,
  EINVAL,
  type Expectation,
  evaluate,
  feature,
  flawed,
  OK,
  since,
  stopScenario,
  when,
} from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { KNOWN } from '../known.ts';
import { byAbi, restrictSelfAnswer } from '../refusals.ts';
import { RESTRICT_SELF_LOG_SUBDOMAINS_OFF, RESTRICT_SELF_TSYNC } from '../uapi.ts';

/** Makes a call without a ruleset. A strict program ends where the kernel refuses it; a best-effort one does without, and is told so. */
function call(actor: Actor, flags: number, answer: Expectation): boolean {
  const { arm, facts, program, recorder } = actor.context;
  if (arm === 'control') return false;
  const known = evaluate(answer, facts) === OK;
  if (!known && program === 'best-effort') return false;
  recorder.sandbox(() => restrictSelf(actor, -1, flags).expect(answer));
  if (!known) stopScenario('the strict program is refused by this kernel, so it does not start');
  return true;
}

/** Switches off what later domains of the actor log. */
export function switchOff(actor: Actor): void {
  call(actor, RESTRICT_SELF_LOG_SUBDOMAINS_OFF, restrictSelfAnswer(RESTRICT_SELF_LOG_SUBDOMAINS_OFF));
}

/** What is answered to who switches off for all threads. */
export const SWITCH_OFF_ALL: Expectation = when(feature('tsync-without-ruleset'), OK).otherwise(
  since(abi(8), flawed(KNOWN.tsyncWithoutRuleset, EBADF)).otherwise(byAbi(() => EINVAL)),
);

/** Switches off what later domains of all threads of the actor's process log, where the kernel can; returns whether it has. */
export function switchOffAll(actor: Actor): boolean {
  return call(actor, RESTRICT_SELF_LOG_SUBDOMAINS_OFF | RESTRICT_SELF_TSYNC, SWITCH_OFF_ALL);
}

/**
 * Why a later domain is recorded all the same; undefined where it is not.
 *
 * @param inDomain whether the caller was in a domain when it switched off
 */
export function subdomainsKept({ facts }: Context, inDomain: boolean): string | undefined {
  if (inDomain || facts.features['log-subdomains-kept'] === true) return undefined;
  return KNOWN.subdomainsOff;
}
