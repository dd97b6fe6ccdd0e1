/** Checks references: their form, and whether a kernel's source has what they name. */
import type { Citations } from './citations.ts';
import { BadReference, parseReferences } from './parse.ts';
import type { SourceTree } from './tree.ts';

/** A reference that is wrong. */
export interface WrongReference {
  readonly doc: string;
  readonly faults: readonly string[];
  /** Where it is cited. */
  readonly places: readonly string[];
}

/** What came of a check. */
export interface ReferenceReport {
  readonly references: number;
  readonly wrong: readonly WrongReference[];
}

function faultsOf(doc: string, tree: SourceTree | undefined): string[] {
  try {
    return parseReferences(doc).flatMap((reference) => tree?.missing(reference) ?? []);
  } catch (error) {
    if (error instanceof BadReference) return [error.message];
    throw error;
  }
}

/** What is wrong with the form of a reference. */
export function faultsOfForm(doc: string): string[] {
  return faultsOf(doc, undefined);
}

/**
 * Checks all references.
 *
 * @param citations who cites what
 * @param tree the source; without one only the form is checked
 */
export function checkReferences(citations: Citations, tree?: SourceTree): ReferenceReport {
  const wrong = [...citations]
    .map(([doc, places]) => ({ doc, faults: faultsOf(doc, tree), places: [...places].sort() }))
    .filter(({ faults }) => faults.length > 0);
  return { references: citations.size, wrong };
}
