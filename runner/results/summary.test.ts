import { expect, test } from 'vitest';
import { sampleResults } from './sample.ts';
import type { Outcome, Results } from './schema.ts';
import { exitStatus, summarise } from './summary.ts';

const emptyShard = { index: 3, count: 3, run: '0'.repeat(64), kernels: ['a'], cells: 2, asked: 0 };

function only(...outcomes: Outcome[]): Results {
  const doc = sampleResults();
  return { ...doc, verdicts: doc.verdicts.filter(({ verdict }) => outcomes.includes(verdict)) };
}

test('summary', () => {
  expect(summarise(sampleResults())).toEqual({
    pass: 5,
    mismatch: 1,
    crash: 1,
    hang: 1,
    broken: 1,
    unsupported: 1,
    verdicts: 10,
    failed: 4,
    kernels: 2,
    scenarios: 5,
    infrastructure: 0,
    ms: 42500,
  });
});

test.for<[string, Results, number]>([
  ['all as expected', only('pass'), 0],
  ['a missing need is an answer', only('pass', 'unsupported'), 0],
  ['mismatch', only('pass', 'mismatch'), 1],
  ['crash', only('crash'), 1],
  ['hang', only('hang'), 1],
  ['broken', only('broken'), 1],
  ['nothing was judged', only(), 69],
  ['a shard for which nothing was left', { ...only(), shard: emptyShard }, 0],
  ['infrastructure failed', { ...only('pass'), status: 'infrastructure' }, 69],
  ['infrastructure outweighs verdicts', { ...only('mismatch'), infrastructure: [{ message: 'QEMU is missing' }] }, 69],
  ['interrupted', { ...only('pass'), status: 'interrupted' }, 130],
])('exit status: %s', ([, doc, status]) => {
  expect(exitStatus(doc)).toBe(status);
});
