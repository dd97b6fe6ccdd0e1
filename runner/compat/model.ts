/**
 * The model of documentation, ABI pages and compat data: a catalogue together with what results documents say to it. Pure, and without anything of Node, so that a
 * browser can have it.
 */
import type { Results } from '../results/schema.ts';
import type { Abi, Catalogue, Feature, Operation } from './catalogue.ts';
import type { Claim, ClaimStatus } from './claims.ts';
import { claimsOf } from './evidence.ts';
import { type AskedKernel, askedOf, type Run } from './runs.ts';
import {
  type CallErrorModel,
  type ErratumModel,
  erratumModel,
  errorModels,
  type GapModel,
  gapModel,
  type KnownModel,
  knownModels,
} from './shown.ts';

export type { CallErrorModel, ErratumModel, GapModel, KnownModel, Shown } from './shown.ts';

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
