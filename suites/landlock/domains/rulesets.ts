import { type Actor, evaluate, OK, type Step, stopScenario } from '../../../runner/index.ts';
import { createRuleset } from '../calls.ts';
import { byAbi, createRulesetAnswer, type RulesetValues } from '../refusals.ts';
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

/**
 * A ruleset that every ABI accepts that there is; ends the scenario where there is no Landlock, which is a check.
 *
 * @param actor who makes it
 * @param values of its attr
 */
export function madeRuleset(actor: Actor, values: Partial<RulesetValues>): Step {
  const made = createRuleset(actor, values).expect(byAbi(() => OK));
  if (actor.context.facts.landlock !== 'enabled') stopScenario('there is no ruleset');
  return made;
}

/** A ruleset without rights to read; ends the scenario where there is no Landlock. */
export const noReadingRuleset = (actor: Actor): Step => madeRuleset(actor, { handledFs: FS.READ_FILE });
