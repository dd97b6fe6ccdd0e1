import type { Results } from '../runner/results/schema.ts';

/**
 * Where the verdicts of runs differ, one line each; a verdict that a run does not have is a difference, too.
 *
 * @param docs of runs that asked for the same
 */
export function differences(docs: readonly Results[]): string[] {
  const runs = docs.map(verdictsOf);
  const keys = new Set(runs.flatMap((run) => [...run.keys()]));
  return [...keys].sort().flatMap((key) => {
    const verdicts = runs.map((run) => run.get(key) ?? 'none');
    return new Set(verdicts).size === 1 ? [] : [`${key}: ${verdicts.join(', ')}`];
  });
}

/** Verdict by kernel, scenario and repetition. */
function verdictsOf({ verdicts }: Results): Map<string, string> {
  return new Map(
    verdicts.map(({ kernel, scenario, repeat, verdict }) => [
      `${kernel} ${scenario}${repeat === undefined ? '' : ` #${repeat + 1}`}`,
      verdict,
    ]),
  );
}
