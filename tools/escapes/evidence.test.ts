import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Results } from '../../runner/results/schema.ts';
import { collectScenarios } from '../../runner/scenario/registry.ts';
import { root } from '../../vm/installation.ts';
import { rowsOf, tableOf } from './evidence.ts';

const step = (arm: 'test' | 'control', words: string, observed: string, role = 'check') => ({
  arm,
  role,
  words,
  observed,
});
const scenarios = ['a door: files, strict', 'a door: files, best-effort', 'a door: sockets|all, best-effort'].map(
  (title) => ({
    id: title,
    title,
    family: 'landlock/escapes/door',
  }),
);
const verdict = (kernel: string, scenario: string, closed: boolean) => ({
  kernel,
  scenario,
  verdict: 'pass',
  steps: [
    step('test', 'landlock_create_ruleset({})', 'success'),
    step('test', 'run /usr/bin/tmux new-window', closed ? 'exit status 1, printing "no"' : 'success'),
    step('test', 'openat(AT_FDCWD, "/home/user/escaped", 0)', closed ? 'ENOENT' : 'success'),
    ...(closed
      ? [
          step('control', 'run /usr/bin/tmux new-window', 'success'),
          step('control', 'openat(AT_FDCWD, "/home/user/escaped", 0)', 'success'),
        ]
      : []),
  ],
});
const results = {
  kernels: [
    { id: 'old', abi: 0 },
    { id: 'new', abi: 9 },
  ],
  scenarios: [...scenarios, { id: 'other', title: 'other, best-effort', family: 'landlock/fs/core' }],
  verdicts: [
    verdict('old', scenarios[1]!.id, false),
    verdict('new', scenarios[1]!.id, false),
    verdict('old', scenarios[2]!.id, false),
    verdict('new', scenarios[2]!.id, true),
  ],
} as unknown as Results;

test('a row for each door and control', () => {
  expect(tableOf(results)).toMatchInlineSnapshot(`
    "| ABI | none | 9 | observed on the newest |
    | --- | --- | --- | --- |
    | a door: files | open | open | tmux: success; openat /home/user/escaped: success |
    | a door: sockets\\|all | open | **closed** | tmux: exit status 1, printing "no"; openat /home/user/escaped: ENOENT |"
  `);
});

test('a door is open when the effect comes, whatever was refused on the way; a trace is told in short', () => {
  const connects = [
    'connect(3, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X4"}, 20) = -1 ECONNREFUSED (Connection refused)',
    'connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X4"}, 110) = -1 EACCES (Permission denied)',
    'connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
    'connect(3, {sa_family=AF_INET, sin_port=htons(6004), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
  ];
  const client = 'run /usr/bin/strace -qq -e signal=none -e trace=connect /usr/bin/xprop -root';
  const steps = (arm: 'test' | 'control', answer: string) => [
    step(arm, client, `success, printing ${JSON.stringify(connects.join('\n'))}`),
    step(arm, 'connect(3, "/tmp/.X11-unix/X4")', answer),
    step(arm, 'run /usr/bin/xprop -root KCONFORM', 'success, printing "changed"'),
  ];
  const [one] = results.verdicts;
  const x11 = { ...one!, steps: [...steps('test', 'EACCES'), ...steps('control', 'success')] };
  const [row] = rowsOf({ ...results, verdicts: [x11] } as Results);
  expect(row).toEqual({
    title: 'a door: files',
    doors: ['open', undefined],
    evidence:
      'xprop: success, printing "@/tmp/.X11-unix/X4: ECONNREFUSED, /tmp/.X11-unix/X4: EACCES, 6004: success"; connect /tmp/.X11-unix/X4: EACCES; xprop: success, printing "changed"',
  });
});

test('the same step has another number without the sandbox', () => {
  const [one] = results.verdicts;
  const steps = [
    step('test', 'read(trace#20, &data-10, 64)', 'the value 0'),
    step('control', 'read(trace#10, &data-5, 64)', 'the value 8'),
  ];
  expect(rowsOf({ ...results, verdicts: [{ ...one!, steps }] } as Results)[0]!.doors).toEqual(['closed', undefined]);
});

test('a program that was kept out where another would come in has met half a door', () => {
  const steps = (elsewhere: string) => [
    step('test', 'connect(3, "/tmp/.X11-unix/X0")', elsewhere),
    step('test', 'run /usr/bin/xprop -root', 'success, printing "not found"'),
    step('control', 'run /usr/bin/xprop -root', 'success, printing "changed"'),
  ];
  const doors = (elsewhere: string) =>
    rowsOf({ ...results, verdicts: [{ ...results.verdicts[0]!, steps: steps(elsewhere) }] } as Results)[0]?.doors;
  expect(doors('success')).toEqual(['half', undefined]);
  expect(doors('EACCES')).toEqual(['closed', undefined]);
});

test('what did not pass shows nothing', () => {
  const [first] = results.verdicts;
  const failed = { ...results, verdicts: [{ ...first!, verdict: 'mismatch' }] } as Results;
  expect(rowsOf(failed)[0]).toEqual({ title: 'a door: files', doors: [undefined, undefined], evidence: '' });
});

test('the guide shows every door that the suite asks for, and no other', async () => {
  const files = globSync('suites/landlock/escapes/*.spec.ts', { cwd: root }).map((file) => join(root, file));
  const asked = (await collectScenarios(files.sort()))
    .map(({ title }) => title)
    .filter((title) => title.endsWith('best-effort'));
  const guide = readFileSync(join(root, 'docs/guides/escapes.md'), 'utf8');
  const shown = [...guide.matchAll(/^\| (?!ABI)(?! ---)([^|]+) \|/gm)].map(([, title]) => `${title}, best-effort`);
  expect(shown.filter((title) => !title.startsWith('---')).sort()).toEqual(asked.sort());
});
