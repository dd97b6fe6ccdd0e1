/** Which kernels of two documents belong together. */
import type { Results } from '../results/schema.ts';
import type { Side } from './compare.ts';

/** Kernels to compare, and those that have no counterpart. */
export interface Pairing {
  pairs: { before: Side; after: Side }[];
  onlyBefore: string[];
  onlyAfter: string[];
}

/** Pair kernels of the same id. Where each document has one kernel only, these belong together whatever they are called. */
export function pairKernels(before: Results, after: Results): Pairing {
  const a = before.kernels.map(({ id }) => id);
  const b = after.kernels.map(({ id }) => id);
  const side = (doc: Results, kernel: string): Side => ({ doc, kernel });
  if (a.length === 1 && b.length === 1) {
    return { pairs: [{ before: side(before, a[0]!), after: side(after, b[0]!) }], onlyBefore: [], onlyAfter: [] };
  }
  return {
    pairs: a.filter((id) => b.includes(id)).map((id) => ({ before: side(before, id), after: side(after, id) })),
    onlyBefore: a.filter((id) => !b.includes(id)),
    onlyAfter: b.filter((id) => !a.includes(id)),
  };
}
