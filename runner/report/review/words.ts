/** What the reports of a review say in words, whatever they look like. */
import { type Group, groupDifferences } from '../../compare/index.ts';
import { OUTCOMES, type Verdict } from '../../results/schema.ts';
import type { FactFinding, Finding } from '../../review/findings.ts';
import type { Broken, KernelState } from '../../review/review.ts';
import type { ReviewedBase } from '../../review/verdict.ts';
import { plural } from '../style.ts';

/** `base`, `2/3`. */
export function patchLabel(patch: number, total: number): string {
  return patch === 0 ? 'base' : `${patch}/${total}`;
}

/** Where something changed that was found after a patch: `2/3`, or `1-2/3` when the kernel of the first was not built or asked. */
export function placeOf(patch: number, states: readonly Pick<KernelState, 'patch'>[], total: number): string {
  const before = states.findLast((state) => state.patch < patch)?.patch ?? 0;
  return before + 1 === patch ? `${patch}/${total}` : `${before + 1}-${patch}/${total}`;
}

/** The places of some patches: `1/3 and 3/3`. */
export function placesOf(patches: readonly number[], states: readonly Pick<KernelState, 'patch'>[], total: number) {
  return patches.map((patch) => placeOf(patch, states, total)).join(' and ');
}

/** Changes that came at the same patches. */
export interface PlacedGroup {
  place: string;
  group: Group;
}

/** Findings by the patches at which they came, and then as a comparison groups them. */
export function placedGroups(findings: readonly Finding[], { states }: ReviewedBase, total: number): PlacedGroup[] {
  const byPlace = Map.groupBy(findings, ({ patches }) => placesOf(patches, states, total));
  return [...byPlace].flatMap(([place, all]) =>
    groupDifferences(all.map(({ difference }) => difference)).map((group) => ({ place, group })),
  );
}

/** `5,778 pass, 2 unsupported`. */
export function countsInWords(verdicts: readonly Pick<Verdict, 'verdict'>[]): string {
  const counts = OUTCOMES.map(
    (outcome) => [outcome, verdicts.filter(({ verdict }) => verdict === outcome).length] as const,
  );
  return (
    counts
      .filter(([, count]) => count > 0)
      .map(([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`)
      .join(', ') || 'nothing was asked'
  );
}

/** What scenarios show that need what the series adds. */
export function addedInWords(added: readonly Finding[]): string {
  const verdicts = added.flatMap(({ difference: { after } }) => (after ? [after.verdict] : []));
  if (verdicts.length === 0) return 'none';
  const all = verdicts.every(({ verdict }) => verdict === 'pass');
  return `${plural(verdicts.length, 'scenario')}${all ? ', all pass' : `: ${countsInWords(verdicts)}`}`;
}

/** What is wrong with a patch, without the reason. */
export function brokenInWords({ patch, kind }: Broken, total: number): string {
  const what = {
    apply: 'does not apply',
    build: 'does not build',
    ask: 'could not be asked',
  }[kind];
  return `${patchLabel(patch, total)} ${what}`;
}

/** `ABI: 11 → 12`. */
export function factInWords({ name, before = 'none', after = 'none' }: FactFinding): string {
  return `${name}: ${before} → ${after}`;
}

/** One base in a line, without its name. */
export function summaryOf(base: ReviewedBase): string {
  const total = base.patches.length;
  const { broken, comparison, regressions, between, added, splats, warnings, others } = base;
  const failures = broken.map((one) => brokenInWords(one, total));
  if (comparison === undefined) return failures.join(', ') || 'nothing to compare';
  return [
    ...failures,
    regressions.length === 0 ? 'no regressions' : plural(regressions.length, 'regression'),
    ...(between.length > 0 ? [`${between.length} in between only`] : []),
    ...(added.length > 0 ? [`what it adds: ${addedInWords(added)}`] : []),
    ...(others.length > 0 ? [`${plural(others.length, 'other change')}`] : []),
    ...(splats.length > 0 ? [plural(splats.length, 'new splat')] : []),
    ...(warnings.length > 0 ? [plural(warnings.length, 'new warning')] : []),
  ].join(', ');
}
