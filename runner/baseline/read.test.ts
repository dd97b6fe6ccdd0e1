import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import { serialise } from '../results/write.ts';
import { readBaseline } from './read.ts';

const now = new Date('2026-12-24T12:00:00Z');
const ids = sampleResults().scenarios.map(({ id }) => id);

function write(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'baseline');
  writeFileSync(path, text);
  return path;
}

test('known failures and documents, in any order', () => {
  const known = write(
    '# ours\nScenario: landlock/net\nKernel: *\nVerdict: broken\nReason: a bug\nExpires: 2027-01-01\n',
  );
  const results = write(serialise(sampleResults()));
  const { known: entries, earlier } = readBaseline([results, known], ids, now);
  expect(entries.map(({ where }) => where)).toEqual([`${known}:2`]);
  expect(earlier).toEqual([{ path: results, doc: sampleResults() }]);
});

test.for<[string, string, string]>([
  ['a document that was cut off', serialise(sampleResults()).slice(0, 900), 'FILE is truncated or damaged: '],
  ['a file with nothing but comments', '# nothing yet\n', 'FILE has no known failure in it'],
  ['any other file', 'hello\n', 'FILE:1: not a field: hello'],
  ['a pattern that matches nothing', 'Scenario: landlock/nett\n', "FILE:1: no scenario matches 'landlock/nett'"],
])('%s', ([, text, message]) => {
  const path = write(text);
  expect(() => readBaseline([path], ids, now)).toThrow(message.replace('FILE', path));
});

test('no file', () => {
  expect(() => readBaseline(['/nowhere'], ids, now)).toThrow('there is no baseline /nowhere');
});
