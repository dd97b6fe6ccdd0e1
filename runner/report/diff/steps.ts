/** The steps of a difference as the lines of a unified diff. */
import type { Difference, StepChange } from '../../compare/index.ts';
import type { Step } from '../../results/schema.ts';

/** A line with its sign: ` ` is in both, `-` in the first only, `+` in the second only. */
export interface DiffLine {
  sign: ' ' | '-' | '+';
  text: string;
}

/**
 * The lines of one scenario.
 *
 * @param whole with the steps that are the same around those that changed; otherwise without steps of one side only, where others tell what changed
 */
export function stepLines({ steps, before, after }: Difference, whole: boolean): DiffLine[] {
  const changed = steps.filter(({ kind }) => kind !== 'same');
  const inBoth = changed.filter(({ kind }) => kind !== 'added' && kind !== 'removed');
  const lines = (whole ? steps : inBoth.length > 0 ? inBoth : changed).flatMap(linesOf);
  if (lines.length > 0) return lines;
  // Nothing to set against each other: one side was not asked, or died.
  return [
    ...(before ? [{ sign: '-' as const, text: standingInWords(before.verdict) }] : []),
    ...(after ? [{ sign: '+' as const, text: standingInWords(after.verdict) }] : []),
  ];
}

function linesOf({ kind, before, after }: StepChange): DiffLine[] {
  if (kind === 'same') return [{ sign: ' ', text: stepInWords(after!) }];
  return [
    ...(before ? [{ sign: '-' as const, text: stepInWords(before) }] : []),
    ...(after ? [{ sign: '+' as const, text: stepInWords(after, kind === 'expectation') }] : []),
  ];
}

function stepInWords({ arm, actor, words, observed, expected, ok }: Step, saysExpected = !ok): string {
  const where = arm === 'control' ? 'control arm, ' : '';
  return `${where}${actor}: ${words} = ${shortData(observed)}${saysExpected || !ok ? `, expected ${expected}` : ''}`;
}

function standingInWords({ verdict, reason }: { verdict: string; reason: string }): string {
  return reason === '' ? verdict : `${verdict}: ${reason.split('\n')[0]}`;
}

/** A buffer is hundreds of zeros. */
function shortData(text: string): string {
  return text.length > 160 ? `${text.slice(0, 80).replace(/0+$/, '')}… (${text.length} characters)` : text;
}

/** Of scenarios with the same change, the one that takes the fewest lines to show it. */
export function example(differences: readonly Difference[]): Difference {
  return differences.reduce((best, one) => (stepLines(one, false).length < stepLines(best, false).length ? one : best));
}
