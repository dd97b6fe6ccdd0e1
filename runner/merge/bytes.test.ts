import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Journal } from '../results/journal.ts';
import { sampleResults } from '../results/sample.ts';
import type { Results } from '../results/schema.ts';
import { serialise } from '../results/write.ts';
import { documentBytes, Lines, readDocument } from './bytes.ts';
import { findDocuments } from './find.ts';
import { merge } from './merge.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kconform-merge-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const file = (text: string, name = 'x.json') => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const read = (path: string) => {
  const lines = new Lines();
  const doc = readDocument(path, lines);
  const text = Buffer.concat([...documentBytes(doc, lines)]).toString();
  return { doc, lines, text };
};

test('a document in lines is read as it is, and its verdicts are written as they were', () => {
  const text = serialise({ ...sampleResults(), command: 'kconform run "verdicts": [' });
  const { doc, lines, ...written } = read(file(text));
  expect(written.text).toBe(text);
  expect(doc.verdicts.map((verdict) => lines.whole(verdict))).toEqual(sampleResults().verdicts);
  const abridged = doc.verdicts.filter(
    ({ steps }, index) => steps.length < sampleResults().verdicts[index]!.steps.length,
  );
  expect(abridged.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
});

test.for<[string, Partial<Results>]>([
  ['no verdict', { verdicts: [] }],
  ['letters of all kinds', { verdicts: [{ ...sampleResults().verdicts[0]!, reason: 'ü → 🐧 \n "verdicts": [\n' }] }],
  ['shards', { parts: [], disagreements: [] }],
])('%s', ([, rest]) => {
  const text = serialise({ ...sampleResults(), ...rest });
  expect(read(file(text)).text).toBe(text);
});

test('any other JSON of the same document will do', () => {
  const { doc, text } = read(file(JSON.stringify(sampleResults(), null, 2)));
  expect({ doc, text }).toEqual({ doc: sampleResults(), text: serialise(sampleResults()) });
});

test('the journal of a run that was killed', () => {
  const { tool, host, command, kernels, scenarios, verdicts } = sampleResults();
  const journal = new Journal(folder, { tool, host, command, started: new Date() });
  for (const kernel of kernels) journal.kernel(kernel);
  for (const scenario of scenarios) journal.scenario(scenario);
  for (const verdict of verdicts.slice(0, 4)) journal.verdict(verdict);
  const { doc } = read(journal.path);
  expect({ status: doc.status, verdicts: doc.verdicts }).toEqual({
    status: 'interrupted',
    verdicts: verdicts.slice(0, 4),
  });
});

test('complaints are those of all commands', () => {
  const text = serialise(sampleResults());
  expect(() => read(file(text.replace('"reason"', '"raisin"')))).toThrow('must have required properties reason');
  expect(() => read(file(text.slice(0, 3000)))).toThrow('x.json is truncated or damaged');
  expect(() => read(join(folder, 'gone.json'))).toThrow('no results at');
});

test('verdicts that were abridged while they were merged are whole where they contradict each other', () => {
  const { verdicts, ...rest } = sampleResults();
  const other = { ...rest, verdicts: verdicts.map((verdict) => ({ ...verdict, verdict: 'hang', reason: 'it hung' })) };
  const files = [file(serialise(sampleResults()), 'a.json'), file(serialise(other as Results), 'b.json')];
  const lines = new Lines();
  const documents = files.map((name) => ({ name, doc: readDocument(name, lines) }));
  const whole = merge([
    { name: 'a', doc: sampleResults() },
    { name: 'b', doc: other as Results },
  ]);
  const { disagreements } = merge(documents, (verdict) => lines.whole(verdict));
  expect(disagreements).toEqual(whole.disagreements);
  expect(disagreements).toHaveLength(10);
});

test('a folder stands for the documents and journals below it', () => {
  for (const name of ['b.json', 'a.json', 'c.journal.jsonl', 'notes.txt']) file('', name);
  expect(findDocuments([folder, 'z.json'])).toEqual([
    ...['a.json', 'b.json', 'c.journal.jsonl'].map((name) => join(folder, name)),
    'z.json',
  ]);
});
