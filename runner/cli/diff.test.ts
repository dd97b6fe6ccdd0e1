import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import type { Results } from '../results/schema.ts';
import { documentReader } from '../results/whole.ts';
import { writeResults } from '../results/write.ts';
import { meaningOf, NoResultsError, sidesOf } from './diff/sides.ts';
import { capture } from './run-cli.ts';

let folder: string;
let read: ReturnType<typeof documentReader>;
beforeEach(() => {
  read = documentReader();
  folder = mkdtempSync(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function write(name: string, change: (doc: Results) => Results = (doc) => doc): string {
  const path = join(folder, name);
  writeResults(path, change(sampleResults()));
  return path;
}

const only = (kernel: string) => (doc: Results) => ({
  ...doc,
  kernels: doc.kernels.filter(({ id }) => id === kernel),
  verdicts: doc.verdicts.filter((verdict) => verdict.kernel === kernel),
});

test('the status is that of diff', async () => {
  const path = write('a.json');
  expect(await capture('diff', path, path)).toMatchObject({ status: 0, err: '' });
  const { status, out } = await capture('diff', `${path}:debian:5.10`, `${path}:debian:7.3`);
  expect(status).toBe(1);
  expect(out).toContain('@@ regressed, 1 scenario @@ pass → mismatch, connect: expected EPERM, observed OK\n');
  expect(out).toContain('debian:5.10 → debian:7.3, 5 scenarios: 3 regressed, 1 improved, 1 same\n');
});

test('only the scenarios that were asked for', async () => {
  const path = write('a.json');
  const diff = (...patterns: string[]) => capture('diff', '--results', path, 'debian:5.10', 'debian:7.3', ...patterns);
  expect(await diff('landlock/abi')).toMatchObject({ status: 0 });
  expect(
    (await diff('suites/landlock/threads.spec.ts', '**/bind*', '--format', 'json')).out.match(/"scenario"/g),
  ).toHaveLength(2);
  expect(await diff('nothing')).toEqual({
    status: 2,
    out: '',
    err: 'kconform: error: no scenario in the results matches nothing\n',
  });
});

test.for<[string, string[], string]>([
  [
    'a kernel that a document lacks',
    ['A:debian:7.4', 'A'],
    'A has no results of debian:7.4\nhint: did you mean debian:7.3?',
  ],
  [
    'a document that is not there',
    ['B.json', 'A'],
    'no results at B.json\nhint: A and B are kernels or results documents',
  ],
  ['no kernel', ['debain:7.3', 'A'], 'unknown kernel debain:7.3\nhint: did you mean debian:7.3?'],
  [
    'a kernel that never ran',
    ['build:never', 'build:either', 'landlock/net'],
    'there are no results of build:never and build:either yet\nhint: make them, for both alike: ./kconform run --kernel build:never --kernel build:either landlock/net; or have diff do it, with --run',
  ],
])('%s', async ([, words, message]) => {
  const path = write('a.json');
  const { status, out, err } = await capture('diff', ...words.map((word) => word.replace(/^A/, path)));
  expect({ status, out, err }).toEqual({
    status: 2,
    out: '',
    err: `kconform: error: ${message.replace(/^A/, path)}\n`,
  });
});

test('documents with no kernel in common', async () => {
  const a = write('a.json', (doc) => ({
    ...doc,
    kernels: doc.kernels.map((kernel) => ({ ...kernel, id: `x${kernel.id}` })),
  }));
  const b = write('b.json');
  const { status, err } = await capture('diff', a, b);
  expect(status).toBe(2);
  expect(err).toBe(
    `kconform: error: ${a} and ${b} have no kernel in common: xdebian:5.10, xdebian:7.3 there, debian:5.10, debian:7.3 here\nhint: say which belong together: FILE:KERNEL\n`,
  );
});

test('what may make results differ besides the kernels is told', async () => {
  const a = write('a.json', (doc) => ({ ...doc, status: 'interrupted' }));
  const b = write('b.json', (doc) => ({ ...only('debian:7.3')(doc), tool: { version: '0.1.0', commit: 'abc' } }));
  const { err } = await capture('diff', `${a}:debian:7.3`, b);
  expect(err).toBe(
    `kconform: note: ${a} is of a run that did not end (interrupted): what it lacks may show as new or gone\n` +
      'kconform: note: the results were made by kconform 0.1.0 and kconform 0.1.0 (abc): what scenarios ask may differ as well\n',
  );
  expect((await capture('diff', a, b)).err).toContain(`kconform: note: debian:5.10 is only in ${a}\n`);
});

test('a kernel is looked up in the last run, then in those before', () => {
  mkdirSync(join(folder, 'results'));
  write('results/20260101T000000Z.json', only('debian:5.10'));
  const newest = write('results/20260103T000000Z.json');
  const latest = write('results/20260102T000000Z.json', only('debian:7.3'));
  symlinkSync('20260102T000000Z.json', join(folder, 'results/latest.json'));
  writeFileSync(join(folder, 'results/20260104T000000Z.journal'), '');
  const lookup = { folder: join(folder, 'results') };
  expect(meaningOf('debian:7.3', lookup, read).path).toBe(latest);
  expect(meaningOf('debian:5.10', lookup, read).path).toBe(newest);
  expect(() => meaningOf('debian:6.1', lookup, read)).toThrow(NoResultsError);
  expect(() => meaningOf('debian:7.3', { folder: join(folder, 'nowhere') }, read)).toThrow(NoResultsError);
});

test('a document beside a kernel means its own results of that kernel, or of its only one', () => {
  const both = meaningOf(write('both.json'), { folder }, read);
  const one = meaningOf(write('one.json', only('debian:5.10')), { folder }, read);
  const kernel = { ...both, kernel: 'debian:7.3' };
  const names = (...meanings: Parameters<typeof sidesOf>) =>
    sidesOf(...meanings).pairs.map(({ before, after }) => [before.kernel, after.kernel]);
  expect(names(both, kernel)).toEqual([['debian:7.3', 'debian:7.3']]);
  expect(names(kernel, one)).toEqual([['debian:7.3', 'debian:5.10']]);
  expect(names(both, one)).toEqual([['debian:5.10', 'debian:5.10']]);
});

test('a document that is not whole is refused: what it lacks would look as if it had gone', async () => {
  const whole = write('whole.json');
  const cut = join(folder, 'cut.json');
  const text = readFileSync(whole, 'utf8');
  writeFileSync(cut, text.slice(0, text.indexOf('"verdict":"mismatch"')));
  const { status, out, err } = await capture('diff', whole, cut);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(
    /^kconform: error: .*cut.json is truncated or damaged: it ends at byte \d+ within its verdicts: \d+ verdicts are whole/,
  );
});

test('a document is read once, and steps that are the same in two are held once', () => {
  const [a, b] = [write('a.json'), write('b.json')];
  const [first, second] = [read(a), read(b)];
  expect(read(a)).toBe(first);
  const steps = first.verdicts.map(({ steps }) => steps).filter(({ length }) => length > 0);
  expect(steps).not.toEqual([]);
  for (const [index, { steps }] of first.verdicts.entries()) {
    if (steps.length > 0) expect(second.verdicts[index]!.steps).toBe(steps);
  }
});
