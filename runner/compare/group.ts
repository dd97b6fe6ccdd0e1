/** Differences by what changed and where, so that a thousand scenarios with the same change are one thing to read. */
import { CHANGES, type Change } from './changes.ts';
import type { Difference } from './compare.ts';

/** Scenarios of one topic with the same change. */
export interface TopicGroup {
  topic: string;
  differences: Difference[];
}

/** All scenarios with the same change. */
export interface Group {
  change: Exclude<Change, 'same'>;
  what: string;
  count: number;
  /** In the order of the alphabet. */
  topics: TopicGroup[];
}

/** By change, then by what changed, the most frequent first, then by topic. */
export function groupDifferences(differences: readonly Difference[]): Group[] {
  const groups = Map.groupBy(differences, ({ change, what }) => `${change}\n${what}`);
  return [...groups.values()]
    .map((all) => {
      const { change, what } = all[0]!;
      const topics = [...Map.groupBy(all, ({ topic }) => topic)].sort(([a], [b]) => compare(a, b));
      return {
        change,
        what,
        count: all.length,
        topics: topics.map(([topic, differences]) => ({ topic, differences })),
      };
    })
    .sort(
      (a, b) => CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change) || b.count - a.count || compare(a.what, b.what),
    );
}

/** Differences by topic, with the count of each change: the rows of an overview. */
export function countByTopic(differences: readonly Difference[]): { topic: string; counts: Map<Change, number> }[] {
  return [...Map.groupBy(differences, ({ topic }) => topic)]
    .sort(([a], [b]) => compare(a, b))
    .map(([topic, all]) => ({
      topic,
      counts: new Map([...Map.groupBy(all, ({ change }) => change)].map(([change, { length }]) => [change, length])),
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
