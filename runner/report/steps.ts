/** The steps of a scenario as lines of text: a log that reads as the scenario. */
import type { Step, Verdict } from '../results/schema.ts';
import { knownLines } from './known.ts';

/** Every step with what was expected and observed; those that are not as expected are marked. */
export function renderSteps(steps: readonly Step[]): string {
  return [...Map.groupBy(steps, ({ arm }) => arm)]
    .map(([arm, steps]) => [`${arm} arm:`, ...steps.map(renderStep)].join('\n'))
    .join('\n');
}

/** All that is told of a verdict: reason, what the kernel is known for, steps, splats, console, plan. */
export function renderEvidence(verdict: Verdict): string {
  const { reason, steps, splats = [], console, plan } = verdict;
  const parts = [
    reason,
    ...knownLines(verdict),
    renderSteps(steps),
    splats.map(({ title, text }) => text ?? title).join('\n'),
    console === undefined ? '' : `console:\n${console.trimEnd()}`,
    plan === undefined ? '' : `plan:\n${plan.trimEnd()}`,
  ];
  return parts.filter(Boolean).join('\n');
}

function renderStep({ id, actor, words, expected, observed, ok }: Step): string {
  return `${ok ? ' ' : '!'} ${id} ${actor}: ${words} = ${observed}${ok ? '' : `, expected ${expected}`}`;
}
