import { expect, test } from 'vitest';
import { sampleResults } from '../runner/results/sample.ts';
import { overLimit } from './slow.ts';

test('verdicts over the limit, the slowest first', () => {
  const [first] = sampleResults().verdicts;
  const times = [2000, 2100, 15, 3250];
  const verdicts = times.map((ms) => ({ ...first!, scenario: `landlock/a/${ms}`, kernel: 'debian:7.3', ms }));
  expect(overLimit({ verdicts })).toEqual([
    '3.3 s: landlock/a/3250 on debian:7.3',
    '2.1 s: landlock/a/2100 on debian:7.3',
  ]);
});
