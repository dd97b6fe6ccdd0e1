import { type Actor, evaluate, OK, type Step, stopScenario } from '../../../runner/index.ts';
import { createRuleset } from '../calls.ts';
import { byAbi, createRulesetAnswer } from '../refusals.ts';
import { rulesetValues, type SandboxSpec } from '../sandbox.ts';
import { FS } from '../uapi.ts';

/**
 * Like `landlock()`, for what a program does with a ruleset itself: sets no_new_privs, makes the ruleset (its rules are up to the
 * caller) and hands it over. In the control arm nothing is recorded, and a best-effort program does nothing without Landlock.
 *
 * @param actor who makes the ruleset
 * @param spec rights that every ABI has
 * @param use records what is done with the ruleset
 */
export function withRuleset(actor: Actor, spec: SandboxSpec, use: (ruleset: Step) => void): void {
  const { arm, facts, program, recorder } = actor.context;
  if (arm === 'control' || (program === 'best-effort' && facts.landlock !== 'enabled')) return;
  recorder.sandbox(() => {
    actor.noNewPrivs();
    const values = rulesetValues(spec);
    const answer = createRulesetAnswer(values);
    const ruleset = createRuleset(actor, values).expect(answer);
    if (evaluate(answer, facts) !== OK)
      stopScenario('the strict program is refused by this kernel, so it does not start');
    use(ruleset);
  });
}

/** A ruleset without rights to read; ends the scenario where there is no Landlock. */
export function noReadingRuleset(actor: Actor): Step {
  const made = createRuleset(actor, { handledFs: FS.READ_FILE }).expect(byAbi(() => OK));
  if (actor.context.facts.landlock !== 'enabled') stopScenario('there is nothing to enforce');
  return made;
}
