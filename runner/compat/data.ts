/** From the model to compat data. */
import type { Claim } from './claims.ts';
import type { CompatModel, FeatureModel, Shown } from './model.ts';
import { COMPAT_SCHEMA, type Compat, type CompatEvidence, type CompatFeature, type CompatShown } from './schema.ts';

const byName = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> =>
  Object.fromEntries(entries);

function evidence({ status, answers, calls, kernels, scenarios, examples, contradictions }: Claim): CompatEvidence {
  const confirming = kernels.filter(({ confirming }) => confirming > 0);
  return {
    status,
    answers: [...answers],
    calls: [...calls],
    kernels: byName(confirming.map(({ kernel, confirming }) => [kernel, confirming])),
    scenarios,
    examples: [...examples],
    contradictions: [...contradictions],
  };
}

function shown({ status, kernels, scenarios, examples }: Shown): CompatShown {
  return { status, kernels: [...kernels], scenarios, examples: [...examples] };
}

function feature(model: FeatureModel): CompatFeature {
  const { kind, topic, what, abi, addedIn, value, field, operations, unsupported, bestEffort, status, claims } = model;
  return {
    kind,
    topic,
    description: what,
    abi_added: abi,
    kernel_added: addedIn,
    ...(value !== undefined && { value }),
    ...(field !== undefined && { field }),
    operations: operations.map(({ what, errno, unseen }) => ({ operation: what, errno, unseen: [...unseen] })),
    errno_denied: [...model.errnosDenied],
    errno_unsupported: unsupported.map(({ abi: [first, last], errno }) => ({
      abi_first: first,
      abi_last: last,
      errno,
    })),
    best_effort: bestEffort,
    errata: [...model.errata],
    known: [...model.known],
    notes: [...model.notes],
    doc: [...model.doc],
    status,
    evidence: byName(claims.map((claim) => [claim.claim, evidence(claim)])),
  };
}

function errors({ errors }: CompatModel): Compat['errors'] {
  const calls = Map.groupBy(errors, ({ call }) => call);
  return byName(
    [...calls].map(([call, ofCall]) => [
      call,
      byName(
        ofCall.map(({ errno, when, doc, unreachable, shown: seen }) => [
          errno,
          { when, doc: [...doc], ...(unreachable !== undefined && { unreachable }), shown: shown(seen) },
        ]),
      ),
    ]),
  );
}

/** The document. */
export function compatData(model: CompatModel): Compat {
  return {
    schema: COMPAT_SCHEMA,
    subsystem: model.subsystem,
    source: model.source,
    runs: model.runs.map(({ tool, started, finished, status, command }) => ({
      tool,
      started,
      finished,
      status,
      command,
    })),
    kernels: byName(
      model.kernels.map(({ key, id, release, abi, errata, landlock, run, date }) => [
        key,
        { name: id, release, abi, errata: errata === null ? null : [...errata], landlock, run, date },
      ]),
    ),
    abis: byName(
      model.abis.map(({ abi, kernel, adds, notes, errata, kernels }) => [
        `${abi}`,
        { kernel, adds: [...adds], notes: [...notes], errata: [...errata], kernels: [...kernels] },
      ]),
    ),
    features: byName(model.features.map((one) => [one.id, feature(one)])),
    errata: byName(
      model.errata.map((one) => [
        `${one.number}`,
        {
          title: one.title,
          abi: one.abi,
          fixed_in: [...one.fixed],
          without_fix: one.without,
          with_fix: one.with,
          doc: [...one.doc],
          fixed: shown(one.fixedOn),
          unfixed: shown(one.unfixedOn),
        },
      ]),
    ),
    gaps: byName(
      model.gaps.map(({ id, topic, what, doc, shown: seen }) => [
        id,
        { topic, description: what, doc: [...doc], shown: shown(seen) },
      ]),
    ),
    errors: errors(model),
    known: model.known.map(({ kind, what, kernels, scenarios }) => ({ kind, what, kernels: [...kernels], scenarios })),
  };
}

/** The document without anything that depends on a run: what is left is the catalogue’s. */
export function factsOnly(data: Compat): object {
  const evidenceKeys = new Set([
    'status',
    'evidence',
    'shown',
    'fixed',
    'unfixed',
    'kernels',
    'runs',
    'known',
    'unseen',
  ]);
  const strip = (value: unknown, top: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => strip(item, false));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !evidenceKeys.has(key) || (key === 'known' && !top))
        .map(([key, item]) => [key, strip(item, false)]),
    );
  };
  return strip(data, true) as object;
}
