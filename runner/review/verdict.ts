/** What a review amounts to. */

import { EXIT } from '../results/summary.ts';
import type { Findings } from './findings.ts';
import type { BaseReview } from './review.ts';

/** One base of a review, with what was found. */
export type ReviewedBase = BaseReview & Findings;

/** A whole review: what every report shows. */
export interface Review {
  title: string;
  bases: ReviewedBase[];
}

/** Whether the series is to blame for something: a patch that does not apply or build, or behaviour that regressed, in the end or in between. */
export function isToBlame({ broken, regressions, between }: ReviewedBase): boolean {
  return regressions.length > 0 || between.length > 0 || broken.some(({ patch, kind }) => patch > 0 && kind !== 'ask');
}

/** The exit status: 1 when the series is to blame for something on some base, else 69 when something could not be asked. */
export function reviewStatus(bases: readonly ReviewedBase[]): number {
  if (bases.some(isToBlame)) return EXIT.unexpected;
  return bases.some(({ broken }) => broken.length > 0) ? EXIT.infrastructure : EXIT.pass;
}
