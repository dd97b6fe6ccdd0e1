import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Journal, recoverJournals } from './journal.ts';
import { readResults } from './read.ts';
import { sampleResults } from './sample.ts';

const sample = sampleResults();
const start = { tool: sample.tool, command: sample.command, host: sample.host, started: new Date(sample.started) };
const now = () => new Date(sample.finished);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function record(into: string, options: { document?: string } = {}): Journal {
  const journal = new Journal(into, start, { ...options, now });
  for (const kernel of sample.kernels) journal.kernel(kernel);
  for (const scenario of sample.scenarios) journal.scenario(scenario);
  for (const verdict of sample.verdicts) journal.verdict(verdict);
  return journal;
}

/** A process id that was somebody's, and is nobody's now. */
function deadPid(): number {
  return Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
}

function abandon(journal: Journal): void {
  const text = readFileSync(journal.path, 'utf8');
  writeFileSync(journal.path, text.replace(`"pid":${process.pid}`, `"pid":${deadPid()}`));
}

test('a run that ends leaves its document, and no journal', () => {
  const into = folder();
  const { doc, path } = record(into).finish('complete');
  expect(doc).toEqual(sample);
  expect(path).toBe(join(into, '20261122T001655Z.json'));
  expect(readResults(join(into, 'latest.json'))).toEqual(sample);
  expect(readdirSync(into).sort()).toEqual(['20261122T001655Z.json', 'latest.json']);
});

test('the document goes where it was asked for', () => {
  const into = folder();
  const document = join(into, 'elsewhere', 'mine.json');
  expect(record(into, { document }).finish('complete').path).toBe(document);
  expect(readdirSync(join(into, 'elsewhere'))).toEqual(['mine.json']);
  expect(readdirSync(into)).toEqual(['elsewhere']);
});

test('two runs of one second do not share a journal', () => {
  const into = folder();
  const names = [record(into), record(into)].map((journal) => journal.finish('complete').path);
  expect(names).toEqual([join(into, '20261122T001655Z.json'), join(into, '20261122T001655Z-2.json')]);
});

test('the journal of a running run is left alone, and can be read', () => {
  const into = folder();
  const journal = record(into);
  expect(recoverJournals(into)).toEqual([]);
  expect(readResults(journal.path)).toEqual({ ...sample, status: 'interrupted' });
});

test('a killed run is recovered, without the line that it could not finish', () => {
  const into = folder();
  const journal = record(into);
  abandon(journal);
  truncateSync(journal.path, readFileSync(journal.path).length - 5);
  const paths = recoverJournals(into);
  expect(paths).toEqual([join(into, '20261122T001655Z.json')]);
  expect(readResults(paths[0]!)).toEqual({ ...sample, status: 'interrupted', verdicts: sample.verdicts.slice(0, -1) });
  expect(readdirSync(into).sort()).toEqual(['20261122T001655Z.json', 'latest.json']);
});

test('a journal without a whole first line is dropped, a folder that is missing is empty', () => {
  const into = folder();
  const path = join(into, 'x.journal.jsonl');
  writeFileSync(path, '{"schema":"kconf');
  expect(recoverJournals(into)).toEqual([]);
  // Perhaps a run is starting at this moment.
  expect(readdirSync(into)).toEqual(['x.journal.jsonl']);
  utimesSync(path, 0, 0);
  expect(recoverJournals(into)).toEqual([]);
  expect(readdirSync(into)).toEqual([]);
  expect(recoverJournals(join(into, 'missing'))).toEqual([]);
});

test('damage within a journal is told, and costs its line only', () => {
  const into = folder();
  const journal = record(into);
  abandon(journal);
  const lines = readFileSync(journal.path, 'utf8').split('\n');
  writeFileSync(journal.path, lines.with(lines.length - 3, lines.at(-3)!.slice(0, 20)).join('\n'));
  const { verdicts, infrastructure } = readResults(recoverJournals(into)[0]!);
  expect(verdicts).toHaveLength(sample.verdicts.length - 1);
  expect(infrastructure.at(-1)?.message).toBe('lines of the journal that were damaged and are lost: 1');
});

test('a journal that cannot be recovered is told, and keeps nobody from running', () => {
  const into = folder();
  writeFileSync(join(into, 'x.journal.jsonl'), '{"schema":"kconform-journal-1"garbage\n');
  const problems: string[] = [];
  expect(recoverJournals(into, (text) => problems.push(text))).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(/x\.journal\.jsonl, of a run that was killed, cannot be recovered/)]);
});

test('what a later word says of a kernel counts', () => {
  const journal = record(folder());
  journal.kernel({ ...sample.kernels[0]!, boot_ms: 1 });
  expect(journal.finish('complete').doc.kernels.map(({ boot_ms }) => boot_ms)).toEqual([1, 3100]);
});
