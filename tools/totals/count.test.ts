import { expect, test } from 'vitest';
import { testTotals, verdictTotals } from './count.ts';

test('tests are counted, skipped ones are not', () => {
  const assertionResults = ['passed', 'failed', 'passed', 'skipped', 'pending'].map((status) => ({ status }));
  expect(testTotals({ testResults: [{ status: 'failed', assertionResults }] })).toEqual({ passed: 2, failed: 1 });
});

test('a file that does not load is a failure', () => {
  const loaded = { status: 'passed', assertionResults: [{ status: 'passed' }] };
  expect(testTotals({ testResults: [loaded, { status: 'failed', assertionResults: [] }] })).toEqual({
    passed: 1,
    failed: 1,
  });
});

test('verdicts are counted, and so are failures of the infrastructure', () => {
  const verdicts = ['pass', 'pass', 'mismatch', 'crash', 'unsupported'].map((verdict) => ({ verdict }) as never);
  expect(verdictTotals({ verdicts, infrastructure: [{ message: 'no QEMU' }] })).toEqual({ passed: 2, failed: 3 });
});
