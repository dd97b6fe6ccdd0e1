import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSeries } from '../../vm/kernels/source/series.ts';
import { Store } from '../../vm/store/index.ts';
import type { CoveredFile } from './coverage.ts';
import { patchCoverage, patchFigures } from './patch.ts';
import { patchSections } from './patch-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'kconform-test-'));
const store = new Store(join(folder, 'cache'));
const tree = join(folder, 'tree');
/** What a built kernel keeps: C files and headers of the directories that count. */
const kept = join(folder, 'kept');
const fs = 'security/landlock/fs.c';
const base = ['int a(void)', '{', '\treturn 1;', '}', '', 'int b(void)', '{', '\treturn 2;', '}'];

afterAll(() => rmSync(folder, { recursive: true }));

/** Commit a state of the tree, and make a mail of it. */
async function commit(subject: string, files: Record<string, readonly string[]>) {
  for (const [path, lines] of Object.entries(files)) writeFileSync(join(tree, path), `${lines.join('\n')}\n`);
  const git = (...words: string[]) =>
    execa('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-C', tree, ...words]);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', subject);
  return (await git('format-patch', '--stdout', '-1')).stdout;
}

beforeAll(async () => {
  await mkdir(join(tree, 'security/landlock/sub'), { recursive: true });
  await mkdir(join(tree, 'include'), { recursive: true });
  await execa('git', ['init', '--quiet', tree]);
  await commit('base', { [fs]: base, 'include/a.h': ['#define A'], 'security/landlock/Makefile': ['x = y'] });
  // Above a(): everything below moves, and what it says of b() the next one says otherwise.
  const one = await commit('landlock: First', {
    [fs]: ['/* new */', 'int c(void)', '{', '\treturn 3;', '}', '', ...base.with(7, '\treturn two;')],
    'include/a.h': ['#define A', '#define B'],
    'security/landlock/Makefile': ['x = y', 'z = y'],
  });
  const two = await commit('landlock: Second', {
    [fs]: [
      '/* new */',
      'int c(void)',
      '{',
      '\tif (x)',
      '\t\treturn 4;',
      '\treturn 3;',
      '}',
      '',
      ...base.with(7, '\treturn 22;'),
    ],
    'security/landlock/sub/n.c': ['int n;', 'int m(void) { return 0; }'],
  });
  writeFileSync(join(folder, 'series.mbox'), `${one}\n${two}`);
  await cp(join(tree, 'security'), join(kept, 'security'), { recursive: true });
  rmSync(join(kept, 'security/landlock/Makefile'));
});

const line = (number: number, count: number) => ({ line: number, function: 'c', count, branches: [] });
const covered: CoveredFile[] = [
  { path: fs, lines: [line(2, 7), line(4, 7), line(5, 0), line(6, 7), line(11, 1), line(16, 0)], functions: [] },
];
const kernel = () => ({ source: kept, directories: ['security/landlock'], covered });
const series = () => readSeries([join(folder, 'series.mbox')], store);

test('added lines are told by the patch that they come from, and by whether they ran', async () => {
  const [first, second, ...others] = await patchCoverage(await series(), kernel(), store);
  expect(others).toEqual([]);
  // return two; is not the first one's any more.
  expect(first).toEqual({
    patch: '[PATCH] landlock: First',
    files: [{ path: fs, added: 6, numbers: [1, 2, 3, 6, 7, 8], ran: [line(2, 7), line(6, 7)], missed: [] }],
    uncounted: [
      { path: 'include/a.h', added: 1 },
      { path: 'security/landlock/Makefile', added: 1 },
    ],
  });
  expect(second).toEqual({
    patch: '[PATCH] landlock: Second',
    files: [{ path: fs, added: 3, numbers: [4, 5, 16], ran: [line(4, 7)], missed: [line(5, 0), line(16, 0)] }],
    uncounted: [{ path: 'security/landlock/sub/n.c', added: 2 }],
  });
  expect(patchFigures([first!, second!])).toEqual({ added: 9, code: 5, ran: 3 });
});

test('files that a series brings, in directories below, are those of its patch', async () => {
  const path = 'security/landlock/sub/n.c';
  const [, second] = await patchCoverage(
    await series(),
    { ...kernel(), covered: [{ path, lines: [line(2, 1)], functions: [] }] },
    store,
  );
  expect(second!.files).toEqual([{ path, added: 2, numbers: [1, 2], ran: [line(2, 1)], missed: [] }]);
});

test('a kernel without the series is refused, with the patch that it lacks', async () => {
  const patches = await series();
  const missing = { name: 'landlock: Third', text: patches[1]!.text.replaceAll('return 4', 'return 5') };
  await expect(patchCoverage([patches[0]!, missing], kernel(), store)).rejects.toMatchObject({
    message: expect.stringMatching(/not built with patch 2 of 2, 'landlock: Third':\n.*security\/landlock\/fs\.c/),
    hint: expect.stringContaining('series'),
  });
});

test('a stretch of added lines ends where an older line, or one of another patch, is between', () => {
  const [one, two, three, four] = [line(1, 1), line(4, 1), line(6, 1), line(7, 0)];
  const file = { path: fs, added: 6, numbers: [1, 2, 3, 4, 6, 7], ran: [one, two, three], missed: [four] };
  const [section] = patchSections([{ patch: 'p', files: [file], uncounted: [] }]);
  expect(section).toEqual({
    title: 'p: 3 of 4 added lines of code ran',
    rows: [
      [`${fs}:1-4`, 'c', 'ran'],
      [`${fs}:6`, 'c', 'ran'],
      [`${fs}:7`, 'c', 'never run'],
    ],
    uncounted: [],
  });
});
