import { expect, test } from 'vitest';
import { totals } from './count.ts';

test('tests are counted, skipped ones are not', () => {
  const assertionResults = ['passed', 'failed', 'passed', 'skipped', 'pending'].map((status) => ({ status }));
  expect(totals({ testResults: [{ status: 'failed', assertionResults }] })).toEqual({ passed: 2, failed: 1 });
});

test('a file that does not load is a failure', () => {
  const loaded = { status: 'passed', assertionResults: [{ status: 'passed' }] };
  expect(totals({ testResults: [loaded, { status: 'failed', assertionResults: [] }] })).toEqual({
    passed: 1,
    failed: 1,
  });
});
