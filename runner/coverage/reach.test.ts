import { expect, test } from 'vitest';
import type { CoveredFile } from './coverage.ts';
import { compareReach, type Part, reachFigures, wholeOf } from './reach.ts';
import { updateReachDocument } from './reach-document.ts';

const path = 'security/landlock/fs.c';
/** A file of two functions, a() in lines 1 to 5 and b() in 8 and 9, of which these lines ran. */
const file = (...ran: number[]): CoveredFile => ({
  path,
  functions: [],
  lines: [1, 2, 4, 5, 8, 9].map((line) => ({
    line,
    function: line < 6 ? 'a' : 'b',
    count: ran.includes(line) ? 1 : 0,
    branches: line === 1 ? [ran.includes(2) ? 1 : 0, ran.includes(4) ? 1 : 0] : [],
  })),
});
const ours: Part[] = [
  { name: 'landlock/fs', files: [file(1, 2, 4)] },
  { name: 'landlock/net', files: [file(1, 4)] },
];
const theirs: Part[] = [
  { name: 'fs_test', files: [file(1, 8)] },
  { name: 'base_test', files: [file(1)] },
];

test('lines that only one of two reaches are told by function, with the parts that reach them', () => {
  expect(compareReach(ours, theirs)).toEqual([
    {
      path,
      function: 'a',
      ours: { lines: [[2, 4]], parts: ['landlock/fs', 'landlock/net'] },
      theirs: { lines: [], parts: [] },
    },
    { path, function: 'b', ours: { lines: [], parts: [] }, theirs: { lines: [[8, 8]], parts: ['fs_test'] } },
  ]);
  expect(compareReach(ours, ours)).toEqual([]);
  expect(reachFigures(ours, theirs)).toEqual({ both: 1, ours: 2, theirs: 1, neither: 2 });
});

test('the parts of a suite together reach what any of them does', () => {
  const [whole] = wholeOf(ours);
  expect(whole!.lines.map(({ count }) => count)).toEqual([2, 1, 2, 0, 0, 0]);
  expect(whole!.lines[0]!.branches).toEqual([1, 2]);
  const other = { ...file(1), lines: file(1).lines.slice(1) };
  expect(() => wholeOf([ours[0]!, { name: 'x', files: [other] }])).toThrow('different kernels');
});

test('the document says what both reach, and what only one does', () => {
  const text = updateReachDocument('# Selftests\n\nBy hand.\n\n', 'Linux 7.3.4', ours, theirs);
  expect(text).toContain(
    'Measured on Linux 7.3.4: 6 lines with code, of which both reach 1, only the scenarios 2, only the selftests 1, and neither 2.',
  );
  expect(text).toContain('| scenarios | 3/6 | 50.0 % | 2/2 | 100.0 % |');
  expect(text).toContain(
    '## Only the selftests\n\n| file | function | lines | programs |\n| --- | --- | --- | --- |\n',
  );
  expect(text).toContain(`| \`${path}\` | \`b\` | 8 | \`fs_test\` |`);
  expect(text).toContain(`| \`${path}\` | \`a\` | 2-4 | \`landlock/fs\`, \`landlock/net\` |`);
  const again = updateReachDocument(`${text}After.\n`, 'Linux 7.3.5', ours, ours);
  expect(again).toContain('By hand.');
  expect(again).toContain('After.');
  expect(again).toContain('## Only the selftests\n\nNothing.');
  expect(again).not.toContain('7.3.4');
});
