import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleKernel, sampleResults } from '../results/sample.ts';
import type { Results } from '../results/schema.ts';
import { writeResults } from '../results/write.ts';
import { savedResults, type Wanted } from './saved.ts';

const whole = sampleResults();
const ids = whole.verdicts.filter(({ kernel }) => kernel === 'debian:7.3').map(({ scenario }) => scenario);
const doc: Results = {
  ...whole,
  tool: { version: '1', commit: '0123456789ab' },
  infrastructure: [],
  kernels: [sampleKernel('debian:7.3', '7.3.4', 11, 15)],
  verdicts: whole.verdicts.filter(({ kernel }) => kernel === 'debian:7.3'),
};
const wanted: Wanted = { sha256: doc.kernels[0]!.sha256, scenarios: ids, repeat: 1, tool: doc.tool };

/** What is found when this was left. */
function found(left: Partial<Results> | undefined, want: Partial<Wanted> = {}): Results | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-saved-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'k.json');
  if (left) writeResults(path, { ...doc, ...left });
  return savedResults(path, { ...wanted, ...want });
}

test('results of the same image, scenarios and kconform serve again', () => {
  expect(found({})?.verdicts).toEqual(doc.verdicts);
  expect(found({}, { scenarios: ids.slice(1) })?.verdicts.map(({ scenario }) => scenario)).toEqual(ids.slice(1));
});

test.for<[string, Partial<Results> | undefined, Partial<Wanted>]>([
  ['nothing was left', undefined, {}],
  ['another image', {}, { sha256: 'f'.repeat(64) }],
  ['a scenario that was not asked', {}, { scenarios: [...ids, 'landlock/new'] }],
  ['asked once only', {}, { repeat: 2 }],
  ['another kconform', {}, { tool: { version: '1', commit: 'ba9876543210' } }],
  ['one with changes', { tool: { version: '1', commit: 'a-dirty' } }, { tool: { version: '1', commit: 'a-dirty' } }],
  ['one that nobody knows', { tool: { version: '1' } }, { tool: { version: '1' } }],
  ['interrupted', { status: 'interrupted' }, {}],
  ['infrastructure failed', { infrastructure: [{ message: 'no space' }] }, {}],
])('%s: ask again', ([, left, want]) => {
  expect(found(left, want)).toBeUndefined();
});
