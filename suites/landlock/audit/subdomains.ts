import { type Actor, type Context, evaluate, OK, stopScenario } from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { KNOWN } from '../known.ts';
import { restrictSelfAnswer } from '../refusals.ts';
import { RESTRICT_SELF_LOG_SUBDOMAINS_OFF } from '../uapi.ts';

/** Switches off what later domains of the actor log. A strict program ends where the kernel cannot; a best-effort one does without. */
export function switchOff(actor: Actor): void {
  const { arm, facts, program, recorder } = actor.context;
  if (arm === 'control') return;
  const answer = restrictSelfAnswer(RESTRICT_SELF_LOG_SUBDOMAINS_OFF);
  const known = evaluate(answer, facts) === OK;
  if (!known && program === 'best-effort') return;
  recorder.sandbox(() => restrictSelf(actor, -1, RESTRICT_SELF_LOG_SUBDOMAINS_OFF).expect(answer));
  if (!known) stopScenario('the strict program is refused by this kernel, so it does not start');
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
