import { expect, test } from 'vitest';
import { sampleResults } from '../runner/results/sample.ts';
import { differences } from './stability.ts';

test('runs that agree do not differ', () => {
  expect(differences([sampleResults(), sampleResults()])).toEqual([]);
});

test('a verdict that changes and one that is missing are told', () => {
  const [one, two] = [sampleResults(), sampleResults()];
  const [first, second] = two.verdicts;
  two.verdicts = two.verdicts
    .filter((verdict) => verdict !== second)
    .map((verdict) => (verdict === first ? { ...verdict, verdict: 'hang' as const } : verdict));
  const lines = differences([one, two, one]);
  expect(lines).toHaveLength(2);
  expect(lines).toContain(`${first!.kernel} ${first!.scenario}: ${first!.verdict}, hang, ${first!.verdict}`);
  expect(lines).toContain(`${second!.kernel} ${second!.scenario}: ${second!.verdict}, none, ${second!.verdict}`);
});
