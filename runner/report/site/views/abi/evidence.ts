/** What confirms a feature, in words. */
import type { ClaimName, ClaimStatus } from '../../../../compat/claims.ts';
import type { AbiModel, CompatModel, FeatureModel } from '../../../../compat/model.ts';
import type { AskedKernel } from '../../../../compat/runs.ts';

/** What is claimed, as a sentence whose subject are kernels. */
export const CLAIM_IN_WORDS: Readonly<Record<ClaimName, string>> = {
  accepted: 'take it',
  refused: 'without it refuse it',
  denied: 'deny what it controls',
  open: 'without it leave that open',
  kept: 'keep what is promised of it',
};

/** Kernels by their keys, and when they were asked: `debian:6.12 and debian:7.3 (2026-11-28)`. */
export function kernelsAsked(model: Pick<CompatModel, 'kernels'>, keys: readonly string[]): string {
  const found = keys.flatMap((key) => model.kernels.find((kernel) => kernel.key === key) ?? []);
  const byDate = Map.groupBy(found, ({ date }) => date);
  return [...byDate].map(([date, kernels]) => `${listed(kernels.map(({ key }) => key))} (${date})`).join('; ');
}

/** One thing, two and three, or one, two and three. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `ABI 1 to 3: E2BIG`, for whoever asks for what the kernel does not know. */
export function refusals({ unsupported }: Pick<FeatureModel, 'unsupported'>): string[] {
  return unsupported.map(
    ({ abi: [first, last], errno }) => `ABI ${first === last ? first : `${first} to ${last}`}: ${errno}`,
  );
}

/** The features that an ABI adds, or that it lacks, in the order of the catalogue. */
export function featuresOf(model: Pick<CompatModel, 'features'>, ids: readonly string[]): FeatureModel[] {
  return ids.flatMap((id) => model.features.find((feature) => feature.id === id) ?? []);
}

/** Kernels that have exactly this ABI. */
export function kernelsOf(model: Pick<CompatModel, 'kernels'>, { kernels }: Pick<AbiModel, 'kernels'>): AskedKernel[] {
  return kernels.flatMap((key) => model.kernels.find((kernel) => kernel.key === key) ?? []);
}

/** Kernels that showed what a feature is about: that it denies, or keeps its promise, or at least that they take it. */
export function confirming({ claims }: Pick<FeatureModel, 'claims'>): string[] {
  for (const wanted of [['denied', 'kept'], ['accepted']]) {
    const found = claims.filter(({ claim }) => wanted.includes(claim)).flatMap(({ kernels }) => kernels);
    const keys = new Set(found.filter(({ confirming }) => confirming > 0).map(({ kernel }) => kernel));
    if (keys.size > 0) return [...keys];
  }
  return [];
}

/** How many features have which status. */
export function statuses(features: readonly FeatureModel[]): [ClaimStatus, number][] {
  return [...Map.groupBy(features, ({ status }) => status)].map(([status, { length }]) => [status, length]);
}

/** A feature's name without what all of them begin with. */
export function shortName(id: string): string {
  return id.replace(/^LANDLOCK_(ACCESS_(FS|NET)_|SCOPE_|CREATE_RULESET_|ADD_RULE_|RESTRICT_SELF_)?/, '');
}
