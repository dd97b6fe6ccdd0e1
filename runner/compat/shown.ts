/** What kernels showed of errata, gaps, errors and known bugs. */
import type { Results } from '../results/schema.ts';
import type { CallError, Catalogue, Erratum, Gap } from './catalogue.ts';
import { type ClaimStatus, Tally } from './claims.ts';
import { callOf } from './digest.ts';
import { anyMatcher } from './patterns.ts';
import type { Asked, AskedKernel } from './runs.ts';

/** What kernels showed of an erratum, a gap or an error. */
export interface Shown {
  readonly status: ClaimStatus;
  readonly kernels: readonly string[];
  readonly scenarios: number;
  readonly examples: readonly string[];
}

/** An erratum: kernels that report the fix and behave so, and kernels that do neither. */
export interface ErratumModel extends Erratum {
  readonly fixedOn: Shown;
  readonly unfixedOn: Shown;
}

export interface GapModel extends Gap {
  readonly shown: Shown;
}

export interface CallErrorModel extends CallError {
  readonly shown: Shown;
}

/** A known bug or limitation, as verdicts name it. */
export interface KnownModel {
  readonly kind: 'vulnerable' | 'flawed' | 'limited';
  readonly what: string;
  readonly kernels: readonly string[];
  readonly scenarios: number;
}

function shownOf(tally: Tally, order: readonly string[]): Shown {
  const { status, kernels, scenarios, examples } = tally.claim('kept', order);
  return {
    status,
    kernels: kernels.filter(({ confirming }) => confirming > 0).map(({ kernel }) => kernel),
    scenarios,
    examples,
  };
}

/** Looks at the verdicts of some scenarios, of every kernel. */
function look(
  asked: Asked,
  patterns: readonly string[],
  at: (kernel: AskedKernel, scenario: string, verdict: VerdictOf) => void,
) {
  const matches = anyMatcher(patterns);
  const byKey = new Map(asked.kernels.map((kernel) => [kernel.key, kernel]));
  for (const [scenario, byKernel] of asked.verdicts) {
    if (!matches(scenario)) continue;
    for (const [key, verdict] of byKernel) at(byKey.get(key)!, scenario, verdict);
  }
}

type VerdictOf = Results['verdicts'][number];

function isBad({ verdict }: VerdictOf): boolean {
  return verdict === 'mismatch' || verdict === 'crash' || verdict === 'hang';
}

/** An erratum with the kernels that showed its fix, and those that showed its lack. */
export function erratumModel(erratum: Erratum, asked: Asked, order: readonly string[]): ErratumModel {
  const fixed = new Tally();
  const unfixed = new Tally();
  look(asked, erratum.scenarios, (kernel, scenario, verdict) => {
    if (kernel.abi < erratum.abi) return;
    const reported = kernel.errata?.includes(erratum.number) ?? false;
    const tally = reported ? fixed : unfixed;
    const shows = verdict.known?.some(({ what }) => what === erratum.known) ?? false;
    if (isBad(verdict)) tally.contradict(kernel.key, scenario);
    else if (verdict.verdict === 'pass' && shows !== reported) tally.confirm(kernel.key, scenario);
  });
  return { ...erratum, fixedOn: shownOf(fixed, order), unfixedOn: shownOf(unfixed, order) };
}

/** A gap with the kernels that showed it. */
export function gapModel(gap: Gap, asked: Asked, order: readonly string[]): GapModel {
  const tally = new Tally();
  look(asked, gap.scenarios, (kernel, scenario, verdict) => {
    if (kernel.landlock !== 'enabled') return;
    const shows = gap.known === undefined || (verdict.known?.some(({ what }) => what === gap.known) ?? false);
    if (isBad(verdict)) tally.contradict(kernel.key, scenario);
    else if (verdict.verdict === 'pass' && shows) tally.confirm(kernel.key, scenario);
  });
  return { ...gap, shown: shownOf(tally, order) };
}

/** Errors of the subsystem's own calls, in whatever scenario they were expected and came. */
export function errorModels({ errors }: Catalogue, { verdicts }: Asked, order: readonly string[]): CallErrorModel[] {
  const tallies = new Map(errors.map(({ call, errno }) => [`${call} ${errno}`, new Tally()]));
  const errnos = new Set(errors.map(({ errno }) => errno));
  for (const [scenario, byKernel] of verdicts) {
    for (const [key, verdict] of byKernel) {
      for (const step of verdict.steps) {
        if (!errnos.has(step.observed) || step.arm !== 'test' || !step.ok) continue;
        tallies.get(`${callOf(step.words)} ${step.observed}`)?.confirm(key, scenario);
      }
    }
  }
  return errors.map((error) => ({ ...error, shown: shownOf(tallies.get(`${error.call} ${error.errno}`)!, order) }));
}

/** Everything that verdicts are known for. */
export function knownModels({ verdicts }: Asked, order: readonly string[]): KnownModel[] {
  const found = new Map<
    string,
    { kind: KnownModel['kind']; what: string; kernels: Set<string>; scenarios: Set<string> }
  >();
  for (const [scenario, byKernel] of verdicts) {
    for (const [key, { known = [] }] of byKernel) {
      for (const { kind, what } of known) {
        const entry = found.get(`${kind} ${what}`) ?? { kind, what, kernels: new Set(), scenarios: new Set() };
        entry.kernels.add(key);
        entry.scenarios.add(scenario);
        found.set(`${kind} ${what}`, entry);
      }
    }
  }
  return [...found.values()]
    .map(({ kind, what, kernels, scenarios }) => ({
      kind,
      what,
      kernels: order.filter((key) => kernels.has(key)),
      scenarios: scenarios.size,
    }))
    .sort((a, b) => (a.what < b.what ? -1 : 1));
}
