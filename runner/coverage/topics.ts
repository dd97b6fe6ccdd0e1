/** Topics of two suites, each beside the one of the other suite that is most like it. */
import type { CoveredFile } from './coverage.ts';
import { keysReached, type Part, wholeOf } from './reach.ts';

/** What belongs together in a suite: a folder of scenarios, or a fixture of the selftests with its cases. */
export interface Topic extends Part {
  /** How many parts it has. */
  size: number;
}

/** A topic beside the other suite. */
export interface Beside {
  topic: Topic;
  /** The topic of the other suite with which it has most in common, by the share of what either reaches; undefined when it has nothing in common with any. */
  nearest: string | undefined;
  /** How many lines it reaches that the nearest one does not, and that nothing of the other suite does. */
  beyondNearest: number;
  beyondAll: number;
}

/**
 * Put parts together by topic, in the order in which topics come first.
 *
 * @param topicOf name of the topic of a part
 */
export function topicsOf(parts: readonly Part[], topicOf: (name: string) => string): Topic[] {
  const topics = Map.groupBy(parts, ({ name }) => topicOf(name));
  return [...topics].map(([name, some]) => ({ name, files: wholeOf(some), size: some.length }));
}

/** The topic of a case of kselftest_harness.h: `landlock/fs_test layout1` of `selftests/landlock/fs_test/layout1.inval`. Programs of other kinds are one topic. */
export function fixtureOf(name: string): string {
  const [, program = name, fixture] = /^selftests\/(.*)\/([^./]+)\.[^/]*$/.exec(name) ?? [];
  return fixture === undefined ? name.replace(/^selftests\//, '') : `${program} ${fixture}`;
}

/**
 * Find for each topic of one suite what is most like it in the other.
 *
 * @param boot what all parts reach, since the kernel booted; it makes no two of them alike
 */
export function topicsBeside(
  topics: readonly Topic[],
  others: readonly Topic[],
  boot: readonly CoveredFile[],
): Beside[] {
  const common = keysReached([{ name: '', files: boot }]);
  const reachedOf = (parts: readonly Part[]) => keysReached(parts).difference(common);
  const all = reachedOf(others);
  const reached = others.map((other) => ({ name: other.name, keys: reachedOf([other]) }));
  return topics.map((topic) => {
    const mine = reachedOf([topic]);
    let best: { name: string; keys: Set<string>; share: number } | undefined;
    for (const { name, keys } of reached) {
      const share = mine.intersection(keys).size / mine.union(keys).size;
      if (share > (best?.share ?? 0)) best = { name, keys, share };
    }
    return {
      topic,
      nearest: best?.name,
      beyondNearest: linesIn(mine.difference(best?.keys ?? new Set())),
      beyondAll: linesIn(mine.difference(all)),
    };
  });
}

/** Ways out of a line are named after it. */
function linesIn(keys: ReadonlySet<string>): number {
  return [...keys].filter((key) => !/\/\d+$/.test(key)).length;
}
