/** Good or bad: whether a commit answers a scenario as the good one does, or as the bad one does. */
import { compareStandings, type Difference, isFailure, type Standing } from '../compare/index.ts';
import type { Answer } from './bisect.ts';

/** What the two ends answer. */
export interface Ends {
  good: Standing;
  bad: Standing;
}

/** How the ends differ; undefined when they do not, and there is nothing to find. */
export function differenceOfEnds({ good, bad }: Ends): Difference | undefined {
  return differs(good, bad);
}

/** Judge a commit. One that answers like neither end is told by whether it fails, if that tells the ends apart; else nothing can be said of it. */
export function answerOf(standing: Standing, { good, bad }: Ends): { answer: Answer; why: string } {
  const { verdict, reason } = standing.verdict;
  const why = reason === '' ? verdict : `${verdict}, ${reason.split('\n')[0]}`;
  if (differs(good, standing) === undefined) return { answer: 'good', why };
  if (differs(bad, standing) === undefined) return { answer: 'bad', why };
  const [goodFails, badFails] = [isFailure(good.verdict.verdict), isFailure(bad.verdict.verdict)];
  if (goodFails === badFails || verdict === 'unsupported' || verdict === 'broken') {
    return { answer: 'skip', why: `as neither end: ${why}` };
  }
  return { answer: isFailure(verdict) === goodFails ? 'good' : 'bad', why };
}

/** Other expectations are no other answer. */
function differs(before: Standing, after: Standing): Difference | undefined {
  const difference = compareStandings(before.verdict.scenario, before, after);
  return difference?.change === 'expectation' ? undefined : difference;
}
