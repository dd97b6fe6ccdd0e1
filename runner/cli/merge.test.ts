import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { documentsOf, smallRun } from '../merge/testing.ts';
import { readResults } from '../results/read.ts';
import type { Results } from '../results/schema.ts';
import { writeResults } from '../results/write.ts';
import { capture } from './run-cli.ts';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kconform-merge-'));
  out = join(folder, 'all.json');
  onTestFinished(() => rmSync(folder, { recursive: true }));
});
const write = (docs: readonly Results[]) =>
  docs.map((doc, index) => {
    writeResults(join(folder, `${index}.json`), doc);
    return join(folder, `${index}.json`);
  });
const mergeAll = () => capture('merge', folder, '--out', out);
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

test('shards become one document, and a folder may hold what was merged before', async () => {
  write(documentsOf(smallRun, 3));
  const first = await mergeAll();
  const text = readResults(out);
  const again = await mergeAll();
  expect({ status: first.status, err: first.err, summary: lastLine(first.out) }).toEqual({
    status: 1,
    err: '',
    summary: '2 kernels, 7 scenarios: 6 pass, 4 mismatch, 1 crash, 3 unsupported',
  });
  expect(first.out.split('\n')[0]).toBe('merged 3 documents');
  expect(again).toEqual(first);
  expect(readResults(out)).toEqual(text);
});

test('a shard is missing: it is named, and the status says so', async () => {
  write(documentsOf(smallRun, 3).slice(0, 2));
  const { status, out: text } = await mergeAll();
  expect(text).toContain(
    '\ninfrastructure  shard 3/3 is missing\n  hint: run it again, with --shard 3/3 and otherwise as',
  );
  expect({ status, summary: lastLine(text) }).toMatchObject({
    status: 69,
    summary: expect.stringMatching(/\(infrastructure failed\)$/),
  });
});

test('notes: a shard that died and was run again, contradictions, different versions', async () => {
  const [one, two] = documentsOf(smallRun, 2);
  const died: Results = { ...two!, status: 'interrupted', verdicts: two!.verdicts.slice(1) };
  const other: Results = {
    ...one!,
    tool: { version: '9' },
    verdicts: one!.verdicts.map((verdict, index) =>
      index === 0 ? { ...verdict, verdict: 'pass', reason: '' } : verdict,
    ),
  };
  write([one!, two!, died, other]);
  const { status, err } = await mergeAll();
  expect(status).toBe(1);
  expect(err).toMatchInlineSnapshot(`
    "note  these are results of different versions of kconform: 0.1.0, 9
    note  shard 2/2 that began at 2026-11-22T00:02:00.000Z was interrupted; all of its verdicts are here all the same
    note  abi/a on debian:7.3 was judged differently: pass, unsupported
    "
  `);
});

test('nothing to merge', async () => {
  expect(await mergeAll()).toEqual({
    status: 2,
    out: '',
    err: `kconform: error: there is no results document below ${folder}\n`,
  });
  write([]);
  writeResults(out, documentsOf(smallRun, 1)[0]!);
  expect((await mergeAll()).err).toBe(`kconform: error: there is nothing to merge but ${out} itself\n`);
});

test.for<[string[], string]>([
  [['--shard', '9/8'], 'kconform: error: --shard: there is no shard 9 of 8\nhint: shards are counted from 1\n'],
  [['--shard', 'x'], "kconform: error: --shard: 'x' is not of the form I/N\nhint: such as 3/8, or auto\n"],
  [
    ['--durations', 'x.json'],
    'kconform: error: --durations says how to divide a run, and needs --shard\nhint: --shard I/N, or auto\n',
  ],
])('run %j', async ([args, err]) => {
  expect(await capture('run', ...args)).toEqual({ status: 2, out: '', err });
});
