import { expect, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import { renderCoverage } from './coverage/render.ts';
import { capture } from './run-cli.ts';

test('a kernel that does not count is refused before anything runs, with how to build one that does', async () => {
  const { status, out, err } = await capture('coverage', '--kernel', 'debian:7.3', 'landlock/abi');
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(
    /^kconform: error: debian:7.3 does not count what it executes\nhint: \S+ build --source 7.3 --config coverage --name NAME/,
  );
});

test.for([
  [['--kernel', 'default'], /error: coverage is of one kernel, and default is \d+/],
  [['--kernel', 'build:x', '--lines', '101'], /must be a number from 0 to 100/],
  [[], /required option '--kernel <name>'/],
] as const)('wrong usage: %j', async ([args, message]) => {
  expect(await capture('coverage', ...args)).toMatchObject({ status: 2, err: expect.stringMatching(message) });
});

const line = (line: number, name: string, count: number, ...branches: number[]) => ({
  line,
  function: name,
  count,
  branches,
});

test('what was not reached comes first, then the figures, the series, and what is to be known of the run', () => {
  const path = 'security/landlock/fs.c';
  const lines = [line(3, 'hook', 2, 2, 0), line(4, 'hook', 0), line(6, 'hook', 0), line(9, 'other', 1)];
  const series = [
    {
      patch: '[PATCH 1/2] landlock: First',
      files: [
        { path, added: 5, numbers: [3, 4, 5, 6, 9], ran: [lines[0]!, lines[3]!], missed: [lines[1]!, lines[2]!] },
      ],
      uncounted: [{ path: 'include/uapi/linux/landlock.h', added: 2 }],
    },
    { patch: '[PATCH 2/2] Documentation', files: [], uncounted: [{ path: 'Documentation/a.rst', added: 7 }] },
  ];
  const doc = { ...sampleResults(), verdicts: [] };
  const files = [{ path, lines, functions: [] }];
  expect(renderCoverage({ doc, path: 'r.json', files, guests: 3, lost: 1, series })).toMatchInlineSnapshot(`
    "never run
      security/landlock/fs.c:4-6  hook

    ways not taken, by line
      security/landlock/fs.c:3  hook  3

    file                                    lines          branches
    security/landlock/fs.c                  2/4    50.0 %  1/2       50.0 %
    all                                     2/4    50.0 %  1/2       50.0 %
    all, without the branches of WARN_ON()  2/4    50.0 %  1/2       50.0 %

    [PATCH 1/2] landlock: First: 2 of 4 added lines of code ran
      security/landlock/fs.c:3    hook   ran
      security/landlock/fs.c:4-6  hook   never run
      security/landlock/fs.c:9    other  ran
      not counted: include/uapi/linux/landlock.h (2 added)

    [PATCH 2/2] Documentation: adds no code that is counted
      not counted: Documentation/a.rst (7 added)

    the series: 2 of 4 added lines of code ran

    0 scenarios, 0 not as expected, 3 guests
    1 guest died: what was counted there since the counters were last read is lost
    results: r.json
    "
  `);
});
