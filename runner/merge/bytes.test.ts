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
import { documentsOf, smallRun } from './testing.ts';

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

test('of a shard that was cut off, what is whole counts', () => {
  const [doc] = documentsOf(smallRun, 1);
  const { shard, verdicts, ...rest } = doc!;
  const text = serialise({ ...rest, shard, verdicts } as Results);
  const { doc: found } = read(file(text.slice(0, text.indexOf('"scenario":"fs/a"'))));
  expect({ shard: found.shard, verdicts: found.verdicts }).toEqual({ shard, verdicts: verdicts.slice(0, 2) });
  const { status, infrastructure } = merge([{ name: 'x', doc: found }]);
  expect(status).toBe('infrastructure');
  expect(infrastructure.map(({ message }) => message.replaceAll(folder, ''))).toMatchInlineSnapshot(`
    [
      "shard 1/1 is incomplete: 12 of 14 verdicts are missing: fs/a on debian:7.3; fs/b on debian:7.3; fs/c on debian:7.3; …",
      "/x.json is damaged, and lost: it ends at byte 3062 within its verdicts: 2 verdicts are whole, of up to 14; the rest is lost",
    ]
  `);
});

test('what is no document is refused', () => {
  const text = serialise(sampleResults());
  expect(() => read(file('<html>'))).toThrow('is not a results document');
  expect(() => read(file(text.replace('results-1', 'results-7')))).toThrow('is a kconform-results-7 document');
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
