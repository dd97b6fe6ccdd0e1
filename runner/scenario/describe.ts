import { isChoice } from '../expect/expectation.ts';
import { inWords, outcomeInWords } from '../expect/words.ts';
import type { Facts } from '../facts/facts.ts';
import { compile, record } from './compile.ts';
import type { Scenario } from './scenario.ts';

/**
 * A scenario in words, for one kernel: title, documentation, and each step with what must be answered.
 *
 * @param scenario what to describe
 * @param facts of the kernel, measured or hypothetical
 * @returns lines
 * @throws CompileError when the body fails
 */
export function describeScenario(scenario: Scenario, facts: Facts): string[] {
  const compiled = compile(scenario, facts);
  const { recorder } = record(scenario, facts, 'test');
  const lines = [compiled.title, `  ${compiled.doc}`];
  if (compiled.unsupported !== undefined) lines.push(`  unsupported: ${compiled.unsupported}`);
  for (const step of compiled.arms.test.steps) {
    const expectation = recorder.steps[step.id]?.expectation;
    const all = expectation !== undefined && isChoice(expectation) ? ` (${inWords(expectation)})` : '';
    const answer =
      step.role === 'check' && step.expected !== undefined ? `  = ${outcomeInWords(step.expected)}${all}` : '';
    lines.push(`  ${String(step.id).padStart(3)} ${step.actor}: ${step.words}${answer}`);
  }
  const { stopped } = compiled.arms.test;
  if (stopped !== undefined) lines.push(`  ends here: ${stopped}`);
  if (compiled.arms.control !== undefined)
    lines.push('  control arm: the same without the sandbox, everything must succeed');
  return lines;
}
