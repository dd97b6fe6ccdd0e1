import type { Results } from '../runner/results/schema.ts';

/**
 * The verdicts that took too long, the slowest first, one line each.
 *
 * @param doc of a run
 * @param limit milliseconds that none may exceed
 */
export function overLimit({ verdicts }: Pick<Results, 'verdicts'>, limit = 2000): string[] {
  return verdicts
    .filter(({ ms }) => ms > limit)
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ scenario, kernel, ms }) => `${(ms / 1000).toFixed(1)} s: ${scenario} on ${kernel}`);
}
