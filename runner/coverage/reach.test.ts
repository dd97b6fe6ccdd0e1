import { expect, test } from 'vitest';
import type { CoveredFile } from './coverage.ts';
import { compareReach, type Part, reachFigures, wayFigures, wholeOf } from './reach.ts';
import { updateReachDocument } from './reach-document.ts';
import { fixtureOf, topicsBeside, topicsOf } from './topics.ts';

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
  { name: 'selftests/landlock/fs_test/layout1.a', files: [file(1, 8)] },
  { name: 'selftests/landlock/base_test/global.b', files: [file(1)] },
];

const nothing = { lines: [], branches: [], parts: [] };

test('what only one of two reaches is told by function, with the parts that reach it', () => {
  expect(compareReach(ours, theirs)).toEqual([
    {
      path,
      function: 'a',
      // Both run line 1, and only one of them takes its ways out.
      ours: {
        lines: [[2, 4]],
        branches: [{ line: 1, missing: 2, of: 2 }],
        parts: ['landlock/fs', 'landlock/net'],
      },
      theirs: nothing,
    },
    {
      path,
      function: 'b',
      ours: nothing,
      theirs: { lines: [[8, 8]], branches: [], parts: ['selftests/landlock/fs_test/layout1.a'] },
    },
  ]);
  expect(compareReach(ours, ours)).toEqual([]);
  expect(reachFigures(ours, theirs)).toEqual({ both: 1, ours: 2, theirs: 1, neither: 2 });
  expect(wayFigures(theirs, ours)).toEqual({ both: 0, ours: 0, theirs: 2, neither: 0 });
});

test('a way out that both lack is nobody’s, and one of a line that only one runs is told with the line', () => {
  const [fs, net] = ours as [Part, Part];
  expect(compareReach([fs], [net])).toEqual([
    {
      path,
      function: 'a',
      ours: { lines: [[2, 2]], branches: [{ line: 1, missing: 1, of: 2 }], parts: ['landlock/fs'] },
      theirs: nothing,
    },
  ]);
  expect(compareReach([net], [{ name: 'none', files: [file()] }])[0]?.ours.branches).toEqual([]);
});

test('the parts of a suite together reach what any of them does', () => {
  const [whole] = wholeOf(ours);
  expect(whole!.lines.map(({ count }) => count)).toEqual([2, 1, 2, 0, 0, 0]);
  expect(whole!.lines[0]!.branches).toEqual([1, 2]);
  const other = { ...file(1), lines: file(1).lines.slice(1) };
  expect(() => wholeOf([ours[0]!, { name: 'x', files: [other] }])).toThrow('different kernels');
});

test('a topic of the selftests is a fixture', () => {
  expect(fixtureOf('selftests/landlock/fs_test/layout1.inval')).toBe('landlock/fs_test layout1');
  expect(fixtureOf('selftests/landlock/fs_test/layout3_fs.tmpfs.tag_inode')).toBe('landlock/fs_test layout3_fs');
  expect(fixtureOf('selftests/drivers/net/bonding/x/global.y')).toBe('drivers/net/bonding/x global');
  expect(fixtureOf('selftests/seccomp/true')).toBe('seccomp/true');
});

test('what is most like a topic has most in common with it, but for what booting runs', () => {
  const boot = [file(8, 9)];
  const part = (name: string, ...ran: number[]): Part => ({ name, files: [file(...ran, 8, 9)] });
  const topics = topicsOf([part('x', 1, 2), part('y', 1, 2, 4, 5), part('z')], (name) => name);
  const others = topicsOf(
    [part('selftests/p/a.1', 1), part('selftests/p/a.2', 2), part('selftests/q/b.1', 4)],
    fixtureOf,
  );
  const brief = (found: ReturnType<typeof topicsBeside>) =>
    found.map(({ topic, nearest, beyondNearest, beyondAll }) => [
      topic.name,
      topic.size,
      nearest,
      beyondNearest,
      beyondAll,
    ]);
  expect(brief(topicsBeside(topics, others, boot))).toEqual([
    ['x', 1, 'p a', 0, 0],
    ['y', 1, 'p a', 2, 1],
    ['z', 1, undefined, 0, 0],
  ]);
  expect(brief(topicsBeside(others, topics, boot))).toEqual([
    ['p a', 2, 'x', 0, 0],
    ['q b', 1, 'y', 0, 0],
  ]);
});

test('the document says what both reach, what only one does, and what stands beside what', () => {
  const measured = { kernel: 'Linux 7.3.4', ours, theirs, boot: [file()] };
  const text = updateReachDocument('# Selftests\n\nBy hand.\n\n', measured);
  expect(text).toContain(
    'Measured on Linux 7.3.4, 2 cases of the selftests, each by itself. Of 6 lines with code, both reach 1, only the scenarios 2, only the selftests 1, and neither 2. Of 2 ways out of conditions, both reach 0, only the scenarios 2, only the selftests 0, and neither 0.',
  );
  expect(text).toContain('| scenarios | 3/6 | 50.0 % | 2/2 | 100.0 % |');
  expect(text).toContain('| booting alone | 0/6 | 0.0 % | 0/2 | 0.0 % |');
  expect(text).toContain('## Only the selftests\n\n| file | function | lines | ways, by line | cases |\n');
  expect(text).toContain(`| \`${path}\` | \`b\` | 8 |  | \`landlock/fs_test/layout1.a\` |`);
  expect(text).toContain(`| \`${path}\` | \`a\` | 2-4 | 1 (2 of 2) | \`landlock/fs\`, \`landlock/net\` |`);
  expect(text).toContain('| `landlock/fs_test layout1` | 1 | 2 | 0 | `landlock/net` | 1 | 1 |');
  expect(text).toContain('| `landlock/net` | 2 | 1 | `landlock/base_test global` | 1 | 1 |');
  const again = updateReachDocument(`${text}After.\n`, { ...measured, kernel: 'Linux 7.3.5', theirs: ours });
  expect(again).toContain('By hand.');
  expect(again).toContain('After.');
  expect(again).toContain('## Only the selftests\n\nNothing.');
  expect(again).not.toContain('7.3.4');
});

test('of many cases a few are named', () => {
  const cases = Array.from({ length: 5 }, (_, at) => ({ ...theirs[0]!, name: `selftests/landlock/fs_test/f.${at}` }));
  const text = updateReachDocument('', { kernel: 'x', ours, theirs: cases, boot: [file()] });
  expect(text).toContain(
    '| 8 |  | `landlock/fs_test/f.0`, `landlock/fs_test/f.1`, `landlock/fs_test/f.2` and 2 more |',
  );
});
