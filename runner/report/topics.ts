/** The rows of every report: scenarios by the spec that they come from. */
import type { Results, Verdict } from '../results/schema.ts';

/** The spec of a scenario, as the rows of a report name it. */
export type Topics = (scenario: string) => string;

/** Names for the specs of a document: scope/abstract, without the subsystem, where all are of one (landlock/). */
export function topicsOf(doc: Results): Topics {
  const specs = [...new Set(doc.verdicts.map(({ scenario }) => specOf(scenario)))];
  const subsystems = new Set(specs.map((spec) => spec.split('/')[0]));
  const shared = subsystems.size === 1 && specs.every((spec) => spec.includes('/')) ? 1 : 0;
  return (scenario) => specOf(scenario).split('/').slice(shared).join('/');
}

/** How many rows a matrix may have before specs of one folder share one. */
const MOST_ROWS = 24;

/** The rows of a matrix that is to fit on a screen: specs, or their folders when there are many. */
export function rowsOf(doc: Results, everySpec = false): Topics {
  const topics = topicsOf(doc);
  const specs = new Set(doc.verdicts.map(({ scenario }) => topics(scenario)));
  if (everySpec || specs.size <= MOST_ROWS) return topics;
  return (scenario) => topics(scenario).split('/').slice(0, -1).join('/') || topics(scenario);
}

/** Identity without its last part. */
export function specOf(scenario: string): string {
  return scenario.split('/').slice(0, -1).join('/') || scenario;
}

/** The last part of an identity. */
export function slugOf(scenario: string): string {
  return scenario.split('/').at(-1) ?? scenario;
}

/** Verdicts by the spec of their scenario, both in the order of the alphabet. */
export function byTopic(verdicts: readonly Verdict[], topics: Topics): Map<string, Verdict[]> {
  const groups = Map.groupBy(verdicts, ({ scenario }) => topics(scenario));
  return new Map([...groups].sort(([a], [b]) => compare(a, b)));
}

/** Order of the alphabet, whatever the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
