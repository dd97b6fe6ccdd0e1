/** A review for programs. */
import { patchFigures } from '../../coverage/patch.ts';
import { summarise } from '../../results/summary.ts';
import type { Finding } from '../../review/findings.ts';
import type { KernelState, ReviewCoverage } from '../../review/review.ts';
import { type Review, type ReviewedBase, reviewStatus } from '../../review/verdict.ts';
import { differenceOf } from '../diff/json.ts';

/** Changes when a reader of the previous version would misread it. */
export const REVIEW_SCHEMA = 'kconform-review-1';

/** The whole review as one document. Patches are told by their number, 0 is the base; a finding at several patches changed at each of them. */
export function renderReviewJson({ title, bases }: Review): string {
  const whole = { schema: REVIEW_SCHEMA, status: reviewStatus(bases), title, bases: bases.map(baseOf) };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function baseOf(base: ReviewedBase) {
  const { name, words, patches, applied, states, broken, comparison, coverage } = base;
  return {
    name,
    words,
    patches,
    applied,
    kernels: states.map(kernelOf),
    broken,
    // An explicit null: there is no result to compare.
    counts: comparison?.counts ?? null,
    facts: base.facts.map(({ before = null, after = null, ...fact }) => ({ ...fact, before, after })),
    regressions: base.regressions.map(findingOf),
    between: base.between.map(findingOf),
    added: base.added.map(findingOf),
    others: base.others.map(findingOf),
    splats: base.splats,
    warnings: base.warnings,
    warnings_known: base.warningsKnown,
    coverage: coverage === undefined ? null : coverageOf(coverage),
  };
}

function kernelOf({ patch, kernel, sha256, sameAs, path, doc }: KernelState) {
  const { release, abi, errata } = doc.kernels[0]!;
  const { pass, mismatch, crash, hang, broken, unsupported } = summarise(doc);
  const verdicts = { pass, mismatch, crash, hang, broken, unsupported };
  return { patch, id: kernel, sha256, same_as: sameAs ?? null, results: path, release, abi, errata, verdicts };
}

function findingOf({ difference, patches }: Finding) {
  return { patches, ...differenceOf(difference) };
}

function coverageOf(coverage: ReviewCoverage) {
  return 'reason' in coverage ? coverage : { figures: patchFigures(coverage.patches), patches: coverage.patches };
}
