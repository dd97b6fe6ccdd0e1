/**
 * The model of documentation, ABI pages and compat data: a catalogue together with what results documents say to it. Pure, and without anything of Node, so that a
 * browser can have it.
 */
import type { Results } from '../results/schema.ts';
import type { Abi, CallError, Catalogue, Erratum, Feature, Gap, Operation } from './catalogue.ts';
import { type Claim, type ClaimStatus, Tally } from './claims.ts';
import { callOf } from './digest.ts';
import { claimsOf } from './evidence.ts';
import { anyMatcher } from './patterns.ts';
import { type Asked, type AskedKernel, askedOf, type Run } from './runs.ts';

/** An operation, and which of the system calls that it names were never seen denied. */
export interface OperationModel extends Operation {
  readonly unseen: readonly string[];
}

/** A feature with its evidence. */
export interface FeatureModel extends Feature {
  readonly operations: readonly OperationModel[];
  /** Release that added it. */
  readonly addedIn: string;
  /** Errors of a denial, and of asking for it where it is unknown. */
  readonly errnosDenied: readonly string[];
  readonly errnosUnsupported: readonly string[];
  /** `confirmed`: what it does is, on some kernel, and nothing contradicts it. */
  readonly status: ClaimStatus;
  readonly claims: readonly Claim[];
}

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

/** An ABI: what it adds, what it leaves open, and who has it. */
export interface AbiModel extends Abi {
  /** Identities of features. */
  readonly adds: readonly string[];
  /** Features of later ABIs: what still escapes. */
  readonly lacks: readonly string[];
  /** Numbers of the errata that are about this ABI or an earlier one. */
  readonly errata: readonly number[];
  /** Keys of the kernels that have exactly this ABI. */
  readonly kernels: readonly string[];
}

export interface CompatModel {
  readonly subsystem: string;
  readonly source: string;
  readonly runs: readonly Run[];
  readonly kernels: readonly AskedKernel[];
  readonly abis: readonly AbiModel[];
  readonly features: readonly FeatureModel[];
  readonly errata: readonly ErratumModel[];
  readonly gaps: readonly GapModel[];
  readonly errors: readonly CallErrorModel[];
  readonly known: readonly KnownModel[];
}

function statusOf({ operations }: Feature, claims: readonly Claim[]): ClaimStatus {
  if (claims.some(({ status }) => status === 'contradicted')) return 'contradicted';
  const substance = operations.length > 0 ? ['denied', 'kept'] : ['kept', 'accepted'];
  const told = claims.filter(({ claim }) => substance.includes(claim));
  return told.some(({ status }) => status === 'confirmed') ? 'confirmed' : 'not confirmed';
}

/** openat() and openat2() are open(2), too. */
const isSeen = (name: string, calls: readonly string[]) =>
  calls.some(
    (call) => call === name || call.startsWith(`${name}at`) || (name === 'open' && call === 'open_by_handle_at'),
  );

function operationModel(operation: Operation, claims: readonly Claim[]): OperationModel {
  const calls = claims.find(({ claim }) => claim === 'denied')?.calls ?? [];
  const names = [...operation.what.matchAll(/\b(\w+)\(2\)/g)].map(([, name]) => name!);
  return { ...operation, unseen: names.filter((name) => !isSeen(name, calls)) };
}

function featureModel(feature: Feature, { abis }: Catalogue, claims: readonly Claim[]): FeatureModel {
  return {
    ...feature,
    operations: feature.operations.map((operation) => operationModel(operation, claims)),
    addedIn: feature.kernel ?? abis.find(({ abi }) => abi === feature.abi)?.kernel ?? 'unknown',
    errnosDenied: [...new Set(feature.operations.flatMap(({ errno }) => errno ?? []))],
    errnosUnsupported: [...new Set(feature.unsupported.map(({ errno }) => errno))],
    status: statusOf(feature, claims),
    claims,
  };
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

function erratumModel(erratum: Erratum, asked: Asked, order: readonly string[]): ErratumModel {
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

function gapModel(gap: Gap, asked: Asked, order: readonly string[]): GapModel {
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
function errorModels({ errors }: Catalogue, { verdicts }: Asked, order: readonly string[]): CallErrorModel[] {
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

function knownModels({ verdicts }: Asked, order: readonly string[]): KnownModel[] {
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

/**
 * A catalogue with the evidence of results documents.
 *
 * @param catalogue of a subsystem
 * @param documents of any runs; without any, nothing is confirmed
 */
export function compatModel(catalogue: Catalogue, documents: readonly Results[]): CompatModel {
  const asked = askedOf(documents);
  const { runs, kernels } = asked;
  const order = kernels.map(({ key }) => key);
  const claims = claimsOf(catalogue, asked);
  const { subsystem, source, features } = catalogue;
  return {
    subsystem,
    source,
    runs,
    kernels,
    abis: catalogue.abis.map((abi) => ({
      ...abi,
      adds: features.filter((feature) => feature.abi === abi.abi).map(({ id }) => id),
      lacks: features.filter((feature) => feature.abi > abi.abi).map(({ id }) => id),
      errata: catalogue.errata.filter((erratum) => erratum.abi <= abi.abi).map(({ number }) => number),
      kernels: kernels.filter((kernel) => kernel.abi === abi.abi).map(({ key }) => key),
    })),
    features: features.map((feature) => featureModel(feature, catalogue, claims.get(feature.id) ?? [])),
    errata: catalogue.errata.map((erratum) => erratumModel(erratum, asked, order)),
    gaps: catalogue.gaps.map((gap) => gapModel(gap, asked, order)),
    errors: errorModels(catalogue, asked, order),
    known: knownModels(asked, order),
  };
}
