/** Who cites which reference. */
import type { Catalogue } from '../compat/catalogue.ts';
import { hypotheticalFacts, NEWEST_ABI } from '../facts/hypothetical.ts';
import { record } from '../scenario/compile.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A reference with the places that cite it: spec files, or entries of a catalogue. */
export type Citations = ReadonlyMap<string, ReadonlySet<string>>;

/** Collects references. */
export class CitationList {
  readonly #places = new Map<string, Set<string>>();

  add(doc: string, place: string): void {
    const places = this.#places.get(doc) ?? new Set<string>();
    places.add(place);
    this.#places.set(doc, places);
  }

  get all(): Citations {
    return new Map([...this.#places].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** References of scenarios, and of their checks on a kernel with the newest ABI. */
export function citeScenarios(list: CitationList, scenarios: readonly Scenario[]): void {
  const facts = hypotheticalFacts(NEWEST_ABI);
  for (const scenario of scenarios) {
    const place = `suites/${scenario.spec}.spec.ts`;
    list.add(scenario.doc, place);
    for (const { doc } of record(scenario, facts, 'test').recorder.steps) if (doc !== undefined) list.add(doc, place);
  }
}

/** References of a catalogue's entries. */
export function citeCatalogue(list: CitationList, { features, errata, gaps, errors }: Catalogue): void {
  const entries = [
    ...features.map(({ id, doc }) => [id, doc] as const),
    ...errata.map(({ number, doc }) => [`erratum ${number}`, doc] as const),
    ...gaps.map(({ id, doc }) => [id, doc] as const),
    ...errors.map(({ call, errno, doc }) => [`${errno} of ${call}`, doc] as const),
  ];
  for (const [name, docs] of entries) for (const doc of docs) list.add(doc, `the catalogue: ${name}`);
}
