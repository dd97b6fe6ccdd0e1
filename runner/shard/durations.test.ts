import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import { serialise } from '../results/write.ts';
import { costsOf, durationsOf } from './durations.ts';
import { readDurations } from './read.ts';

const known = {
  schema: 'kconform-durations-1',
  jobs: 2,
  boots: { 'debian:5.10': 3100, 'debian:7.3': 3100 },
  specs: {
    'landlock/abi': { 'debian:5.10': 12, 'debian:7.3': 12 },
    'landlock/net/tcp': { 'debian:5.10': 0, 'debian:7.3': 12 },
    'landlock/scope/abstract': { 'debian:5.10': 12, 'debian:7.3': 12 },
    'landlock/scope/signal': { 'debian:5.10': 12, 'debian:7.3': 12 },
    'landlock/threads': { 'debian:5.10': 5020, 'debian:7.3': 12 },
  },
};

test('durations of a results document: means of specs', () => {
  expect(durationsOf(sampleResults())).toEqual(known);
});

test('what never ran is taken for the mean of what did, and divided by the workers', () => {
  const { prepare, cells } = costsOf(
    durationsOf(sampleResults()),
    ['debian:5.10', 'new'],
    ['landlock/threads/x', 'landlock/net/tcp/x', 'other/x'],
  );
  const usual = (12 * 8 + 5020) / 10;
  expect({ prepare, cells }).toEqual({
    prepare: [9_300_000, 9_300_000],
    cells: [
      [2_510_000, 1, usual * 500],
      [((5020 + 12) / 2) * 500, 3000, usual * 500],
    ],
  });
});

test('without durations scenarios are alike', () => {
  expect(costsOf(undefined, ['k'], ['a/1', 'b/2'])).toEqual({ prepare: [9_000_000], cells: [[25_000, 25_000]] });
});

test('a file of durations, a results document, and what is neither', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-durations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  expect(readDurations(file('durations.json', JSON.stringify(known)))).toEqual(known);
  expect(readDurations(file('results.json', serialise(sampleResults())))).toEqual(known);
  expect(() => readDurations(file('bad.json', JSON.stringify({ ...known, jobs: 0 })))).toThrow(
    'bad.json is not a valid file of durations (kconform-durations-1)',
  );
  expect(() => readDurations(file('x.json', '{}'))).toThrow('x.json is not a results document');
  expect(() => readDurations(join(folder, 'gone.json'))).toThrow('cannot read durations from');
});
