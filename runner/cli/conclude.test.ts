import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseKnownFailures } from '../baseline/known-failures.ts';
import { sampleResults } from '../results/sample.ts';
import type { Results } from '../results/schema.ts';
import { concludeRun } from './conclude.ts';

let shown = '';
beforeEach(() => {
  shown = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const id = 'selftests/landlock/fs_test/layout1.inval';
const doc = (changes: Partial<Results> = {}): Results => {
  const sample = sampleResults();
  const kernel = sample.kernels[0]!.id;
  const scenario = { ...sample.scenarios[0]!, id };
  const verdict = { kernel, scenario: id, verdict: 'mismatch' as const, reason: 'x', steps: [], ms: 1 };
  return { ...sample, scenarios: [scenario], verdicts: [verdict], infrastructure: [], status: 'complete', ...changes };
};
const baseline = (scenario: string) => ({
  known: parseKnownFailures(
    `Scenario: ${scenario}\nKernel: *\nVerdict: mismatch\nReason: a bug\nExpires: 2027-01-01\n`,
    'known',
  ),
  earlier: [],
  now: new Date('2026-12-24T12:00:00Z'),
});
const conclude = (results: Results, known?: string) =>
  concludeRun(
    { doc: results, path: 'r.json' },
    { reports: [{ format: 'ktap', path: '-' }], origin: undefined, verbose: false },
    known === undefined ? undefined : baseline(known),
  );

test('without a baseline a failure is one', async () => {
  expect(await conclude(doc())).toBe(1);
  expect(shown).not.toContain('baseline ');
});

test('a known failure does not decide the exit status, and reports say who knows it', async () => {
  expect(await conclude(doc(), 'selftests/landlock/**')).toBe(0);
  expect(shown).toMatch(/^known {7}known:1: a bug \(1 failure\)\nbaseline {4}no regression, 1 known failure$/m);
  expect(shown).toMatch(/ok 1 layout1\.inval # XFAIL a bug/);
});

test('what the baseline does not know does', async () => {
  expect(await conclude(doc(), 'selftests/landlock/net_test')).toBe(1);
  expect(shown).toContain(`regression  mismatch  ${id} on `);
});

test('a run that did not come to its end has the status that it has without', async () => {
  expect(await conclude(doc({ status: 'interrupted' }), 'selftests/landlock/**')).toBe(130);
  expect(await conclude(doc({ infrastructure: [{ message: 'no guest' }] }), 'selftests/landlock/**')).toBe(69);
});
