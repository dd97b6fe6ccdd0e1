import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleResults } from './sample.ts';
import { linkLatest, serialise, stamp, writeResults } from './write.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('stamp', () => {
  expect(stamp(new Date('2026-11-22T00:16:55.123Z'))).toBe('20261122T001655Z');
});

test('one kernel, scenario or verdict a line', () => {
  const doc = sampleResults();
  const text = serialise(doc);
  expect(JSON.parse(text)).toEqual(doc);
  expect(text.split('\n').filter((line) => line.includes('"verdict":"pass"'))).toHaveLength(5);
});

test('a document and latest.json, and nothing else, are left behind', () => {
  const into = folder();
  const path = join(into, 'deep', 'a.json');
  writeResults(path, sampleResults());
  linkLatest(path);
  writeResults(join(into, 'deep', 'b.json'), sampleResults());
  linkLatest(join(into, 'deep', 'b.json'));
  expect(readdirSync(join(into, 'deep')).sort()).toEqual(['a.json', 'b.json', 'latest.json']);
  expect(readlinkSync(join(into, 'deep', 'latest.json'))).toBe('b.json');
  expect(readFileSync(join(into, 'deep', 'latest.json'), 'utf8')).toBe(serialise(sampleResults()));
});
