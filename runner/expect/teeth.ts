import type { Teeth } from '../results/schema.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { flipsOf, withStep } from './flip.ts';
import { type ArmObservations, judge } from './judge.ts';

const armNames = ['test', 'control'] as const;

/**
 * Proves that a scenario which passed could have failed: judges the same observations again, each time with one expectation of one check flipped. Where the
 * verdict is a pass all the same, the check looks at nothing; a scenario without any check does so as a whole.
 *
 * @param scenario compiled for the kernel that answered
 * @param observations with which it passed
 */
export function proveTeeth(scenario: CompiledScenario, observations: ArmObservations): Teeth {
  const teeth: Teeth = { flips: 0, survivors: [] };
  for (const arm of armNames) {
    const steps = scenario.arms[arm]?.steps ?? [];
    const checks = steps.filter(({ role }) => role === 'check');
    if (arm === 'test' && checks.length === 0) {
      teeth.survivors.push({ arm, id: 0, words: scenario.title, why: 'the scenario has no check' });
    }
    for (const check of checks) {
      const found = (why: string) => teeth.survivors.push({ arm, id: check.id, words: check.words, why });
      const flips = flipsOf(check);
      teeth.flips += flips.length;
      if (flips.length === 0) found('it expects nothing');
      for (const flipped of flips) {
        if (judge(withStep(scenario, arm, flipped), observations).verdict !== 'pass') continue;
        found(flipped.expected === check.expected ? 'its data or text may be any' : 'its outcome may be any');
      }
    }
  }
  return teeth;
}
