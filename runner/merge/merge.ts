/**
 * Many results documents, one document. The union of verdicts is a semilattice: neither order, nor grouping, nor duplicates of the documents make a difference.
 */
import type { Infrastructure, Kernel, Part, Results, Status } from '../results/schema.ts';
import { SCHEMA } from '../results/schema.ts';
import { Cells, compare, keyOf, type Whole } from './cells.ts';
import { gapsOf } from './gaps.ts';
import { type Named, requireMergeable } from './mergeable.ts';

/**
 * Merges documents.
 *
 * @param documents at least one; some of them may have been merged before
 * @param whole gives a verdict as it was written, when the documents have them abridged
 * @throws UserError when they do not go together
 */
export function merge(documents: readonly Named[], whole: Whole = (verdict) => verdict): Results {
  requireMergeable(documents, partsOf);
  const docs = documents.map(({ doc }) => doc);
  const parts = distinct(docs.flatMap(partsOf)).sort(inOrder);
  const { tool, host, command } = parts[0]!;
  const kernels = mergeById(docs.map(({ kernels }) => kernels)).sort(kernelOrder(parts));
  const scenarios = mergeById(docs.map(({ scenarios }) => scenarios)).sort((a, b) => compare(a.id, b.id));
  const { verdicts, disagreements } = mergeVerdicts(docs, whole);
  const rows = new Map(kernels.map(({ id }, row) => [id, row]));
  const byCell = (a: Order, b: Order) =>
    rows.get(a.kernel)! - rows.get(b.kernel)! || compare(a.scenario, b.scenario) || (a.repeat ?? 0) - (b.repeat ?? 0);
  verdicts.sort(byCell);
  disagreements.sort(byCell);
  const { status, infrastructure } = conclude(parts, gapsOf(parts, { scenarios, verdicts }));
  return {
    schema: SCHEMA,
    tool,
    started: parts.map(({ started }) => started).sort()[0]!,
    finished: parts
      .map(({ finished }) => finished)
      .sort()
      .at(-1)!,
    status,
    command,
    host,
    kernels,
    scenarios,
    verdicts,
    infrastructure,
    parts,
    ...(disagreements.length > 0 && { disagreements }),
  };
}

type Order = { kernel: string; scenario: string; repeat?: number };

/** The runs that a document comes from: its own, or those that it was merged from. */
export function partsOf(doc: Results): readonly Part[] {
  if (doc.parts) return doc.parts;
  const { tool, started, finished, status, command, host, shard, infrastructure } = doc;
  return [{ tool, started, finished, status, command, host, ...(shard && { shard }), infrastructure }];
}

/** A cell that a document had judged in contradicting ways comes with all of them, and not with what summed them up. */
function mergeVerdicts(docs: readonly Results[], whole: Whole) {
  const cells = new Cells(whole);
  for (const { verdicts, disagreements = [] } of docs) {
    const disputed = new Set(disagreements.map(keyOf));
    for (const verdict of verdicts) if (disputed.size === 0 || !disputed.has(keyOf(verdict))) cells.add(verdict);
    for (const { verdicts } of disagreements) for (const verdict of verdicts) cells.add(verdict);
  }
  return cells.conclude();
}

/**
 * With shards, complete is what has every verdict: that a job died does not matter when another did its work. Of runs of their own, each has to be complete.
 */
function conclude(parts: readonly Part[], gaps: readonly Infrastructure[]): Pick<Results, 'status' | 'infrastructure'> {
  const sharded = parts.some(({ shard }) => shard !== undefined);
  const failures = distinct(parts.flatMap(({ infrastructure }) => infrastructure)).sort(inOrder);
  if (sharded && gaps.length === 0) return { status: 'complete', infrastructure: [] };
  const infrastructure = [...gaps, ...failures];
  if (sharded) return { status: 'infrastructure', infrastructure };
  const has = (status: Status) => parts.some((part) => part.status === status);
  return {
    status: has('interrupted') ? 'interrupted' : has('infrastructure') ? 'infrastructure' : 'complete',
    infrastructure,
  };
}

/** In the order of the whole run, where that is known. */
function kernelOrder(parts: readonly Part[]): (a: Kernel, b: Kernel) => number {
  const known = parts[0]?.shard?.kernels;
  if (known) return (a, b) => known.indexOf(a.id) - known.indexOf(b.id);
  const { compare } = new Intl.Collator('en', { numeric: true });
  return (a, b) => compare(a.id, b.id);
}

/** Each once. Where machines tell different things of one, such as how long it took to boot, any of them does. */
function mergeById<T extends { id: string }>(lists: readonly (readonly T[])[]): T[] {
  const found = new Map<string, { item: T; text: string | undefined }>();
  for (const item of lists.flat()) {
    const known = found.get(item.id);
    if (known === undefined) found.set(item.id, { item, text: undefined });
    else if (known.item !== item) {
      known.text ??= JSON.stringify(known.item);
      const text = JSON.stringify(item);
      if (text < known.text) found.set(item.id, { item, text });
    }
  }
  return [...found.values()].map(({ item }) => item);
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** Shards by number; what has none, or the same one, by when it began. */
function inOrder(a: Part | Infrastructure, b: Part | Infrastructure): number {
  const index = (item: typeof a) => ('shard' in item ? (item.shard?.index ?? 0) : 0);
  const started = (item: typeof a) => ('started' in item ? item.started : '');
  return index(a) - index(b) || compare(started(a), started(b)) || compare(JSON.stringify(a), JSON.stringify(b));
}
