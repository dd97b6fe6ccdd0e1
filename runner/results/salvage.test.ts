import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { entryLine, headerLine, parseJournal } from './journal-format.ts';
import { salvageResults } from './salvage.ts';
import { sampleResults } from './sample.ts';
import type { Verdict } from './schema.ts';
import { serialise } from './write.ts';

/** Reads a document with this text. */
function salvage(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'run.json');
  writeFileSync(path, text);
  try {
    return salvageResults(path);
  } catch (error) {
    throw new Error((error as Error).message.replace(path, 'run.json'));
  }
}

const sample = serialise(sampleResults());

test('a whole document, however it is written', () => {
  const whole = { doc: sampleResults(), lost: [], isJournal: false };
  expect(salvage(sample)).toEqual(whole);
  expect(salvage(JSON.stringify(sampleResults(), null, 4))).toEqual(whole);
  expect(salvage(JSON.stringify(Object.fromEntries(Object.entries(sampleResults()).reverse())))).toEqual(whole);
});

test('verdicts with the same steps share them, and text that looks like their end is none', () => {
  const doc = sampleResults();
  doc.verdicts[1]!.steps[0]!.words = 'write("}],\\"';
  doc.verdicts[5]!.steps[0]!.words = '}],';
  Object.assign(doc.verdicts[6]!, { unknown: { steps: structuredClone(doc.verdicts[0]!.steps), more: 1 } });
  const unknownFirst = doc.verdicts.map((verdict) => Object.fromEntries(Object.entries(verdict).reverse()));
  const { doc: read } = salvage(serialise({ ...doc, verdicts: unknownFirst as unknown as Verdict[] }));
  expect(read).toEqual(doc);
  expect(read.verdicts[3]!.steps).toBe(read.verdicts[8]!.steps);
});

test('cut off anywhere, a document keeps what is whole', () => {
  const ends = Array.from({ length: 40 }, (_, at) => Math.floor((sample.length * (at + 1)) / 41));
  let before = 0;
  for (const end of ends) {
    const { doc, lost } = salvage(sample.slice(0, end));
    expect(doc.verdicts).toEqual(sampleResults().verdicts.slice(0, doc.verdicts.length));
    expect(doc.verdicts.length).toBeGreaterThanOrEqual(before);
    expect(lost.length).toBeGreaterThan(0);
    before = doc.verdicts.length;
  }
  expect(before).toBeGreaterThan(7);
});

test('says where it was cut off', () => {
  const lines = sample.split('\n');
  const verdict = lines.findIndex((line) => line.includes('"verdict":"mismatch"'));
  expect(salvage(lines.slice(0, verdict).join('\n')).lost).toEqual([
    expect.stringMatching(
      /^it ends at byte \d+ within its verdicts: 6 verdicts are whole, of up to 10; the rest is lost$/,
    ),
  ]);
  expect(salvage('{"schema": "kconform-results-1"').lost).toEqual([
    'it ends at byte 31; the rest is lost',
    ...['tool', 'started', 'finished', 'status', 'command', 'host'].map((key) => `its '${key}': is missing`),
  ]);
});

test('a damaged verdict costs itself', () => {
  const lines = sample.split('\n');
  const first = lines.findIndex((line) => line.includes('"verdict":"'));
  const damaged = (line: string) => {
    const { doc, lost } = salvage(lines.with(first + 1, line).join('\n'));
    expect(doc.verdicts).toEqual(sampleResults().verdicts.toSpliced(1, 1));
    return lost;
  };
  expect(damaged(lines[first + 1]!.replace('"pass"', '"passed"'))).toEqual([
    expect.stringMatching(/^1 of its verdicts: \/verdict must be/),
  ]);
  expect(damaged(lines[first + 1]!.replace('"pass"', '"pass'))).toEqual([
    expect.stringMatching(/^1 of its verdicts: a line that ends within a string, at byte \d+$/),
  ]);
  expect(damaged(lines[first + 1]!.replace('"pass"', 'pass'))).toEqual([expect.stringMatching(/^1 of its verdicts: /)]);
});

test('a journal whose last line is cut', () => {
  const { tool, started, command, host, kernels, scenarios, verdicts } = sampleResults();
  const at = '2026-11-22T00:17:00.000Z';
  const journal =
    headerLine({ tool, started, command, host, pid: 1 }) +
    [
      ...kernels.map((kernel) => ({ kernel })),
      ...scenarios.map((scenario) => ({ scenario })),
      ...verdicts.map((verdict) => ({ verdict })),
    ]
      .map((entry) => entryLine({ at, ...entry }))
      .join('');
  expect(salvage(journal)).toEqual({ doc: parseJournal(journal), lost: [], isJournal: true });
  const { doc, lost } = salvage(journal.slice(0, -20));
  expect(doc.verdicts).toEqual(verdicts.slice(0, -1));
  expect(lost).toEqual([expect.stringMatching(/^it ends at byte \d+; the rest is lost$/)]);
});

test('what is no results document is refused, and one of another version by its version', () => {
  expect(() => salvage('hello')).toThrow('run.json is not a results document');
  expect(() => salvage('')).toThrow('run.json is not a results document');
  expect(() => salvage('[]')).toThrow('run.json is not a results document');
  expect(() => salvage('{"verdicts": [1, 2, "')).toThrow('run.json is not a results document');
  expect(() => salvage(sample.replace('results-1', 'results-0'))).toThrow(
    'run.json is a kconform-results-0 document, this kconform reads kconform-results-1',
  );
});
