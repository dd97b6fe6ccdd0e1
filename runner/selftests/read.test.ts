import { expect, test } from 'vitest';
import { readSelftest } from './read.ts';
import { untangle } from './untangle.ts';

const read = (text: string) => readSelftest(untangle(text));
const brief = (text: string) =>
  read(text).cases.map(({ path, outcome, why }) => [path.join('/'), outcome, why].filter(Boolean).join(' | '));

test('the example of ktap.rst with three levels says what ktap.rst says of it', () => {
  const example = `KTAP version 1
1..1
  KTAP version 1
  1..3
    KTAP version 1
    1..1
    # test_1: initializing test_1
    ok 1 test_1
  ok 1 example_test_1
    KTAP version 1
    1..2
    ok 1 test_1 # SKIP test_1 skipped
    ok 2 test_2
  ok 2 example_test_2
    KTAP version 1
    1..3
    ok 1 test_1
    # test_2: FAIL
    not ok 2 test_2
    ok 3 test_3 # SKIP test_3 skipped
  not ok 3 example_test_3
not ok 1 main_test
`;
  expect(brief(example)).toEqual([
    'main_test/example_test_1/test_1 | passed',
    'main_test/example_test_2/test_1 | skipped | test_1 skipped',
    'main_test/example_test_2/test_2 | passed',
    'main_test/example_test_3/test_1 | passed',
    'main_test/example_test_3/test_2 | failed',
    'main_test/example_test_3/test_3 | skipped | test_3 skipped',
  ]);
  const { cases, planned, reported } = read(example);
  expect([planned, reported]).toEqual([1, 1]);
  expect(cases.map(({ said }) => said)).toEqual([['test_1: initializing test_1'], [], [], [], ['test_2: FAIL'], []]);
});

/** As kselftest_harness.h prints it: TH_LOG, SKIP, __run_test and ksft_test_result_code. */
const harness = `TAP version 13
1..4
# Starting 4 tests from 2 test cases.
#  RUN           layout1.inval ...
#            OK  layout1.inval
ok 1 layout1.inval
#  RUN           layout1.write.open ...
# fs_test.c:120:open:Expected 0 (0) == close(fd) (-1)
# open: Test terminated by assertion
#          FAIL  layout1.write.open
not ok 2 layout1.write.open
#  RUN           layout2.merge ...
#      SKIP      overlayfs is not supported (test)
#            OK  layout2.merge
ok 3 layout2.merge # SKIP overlayfs is not supported (test)
#  RUN           layout2.known ...
#          FAIL  layout2.known
ok 4 layout2.known # XFAIL unknown
# FAILED: 3 / 4 tests passed.
# Totals: pass:1 fail:1 xfail:1 xpass:0 skip:1 error:0
`;

test('cases of the harness, with what they said', () => {
  expect(brief(harness)).toEqual([
    'layout1.inval | passed',
    'layout1.write.open | failed',
    'layout2.merge | skipped | overlayfs is not supported (test)',
    'layout2.known | expected failure | unknown',
  ]);
  const { cases, planned, reported, inFlight, rest } = read(harness);
  expect(cases[1]?.said).toEqual([
    ' RUN           layout1.write.open ...',
    'fs_test.c:120:open:Expected 0 (0) == close(fd) (-1)',
    'open: Test terminated by assertion',
    '         FAIL  layout1.write.open',
  ]);
  expect({ planned, reported, inFlight }).toEqual({ planned: 4, reported: 4, inFlight: undefined });
  expect(rest).toContain('FAILED: 3 / 4 tests passed.');
});

test('wherever the output is cut off, what was reported counts, and the case in flight is known', () => {
  const whole = brief(harness);
  for (let length = 0; length <= harness.length; length++) {
    const { cases, inFlight } = read(harness.slice(0, length));
    expect(whole.length).toBeGreaterThanOrEqual(cases.length);
    for (const [index, { path }] of cases.entries()) expect(whole[index]).toContain(path[0]);
    const begun = [...harness.slice(0, length).matchAll(/RUN +(\S+) \.\.\.\n/g)];
    if (begun.length > cases.length) expect(inFlight).toBe(begun.at(-1)?.[1]);
    else expect(inFlight).toBeUndefined();
  }
});

test('a case whose result line was lost has said how it ended', () => {
  const cut = harness.slice(0, harness.indexOf('not ok 2'));
  expect(brief(cut)).toEqual(['layout1.inval | passed', 'layout1.write.open | failed']);
  expect(read(cut).reported).toBe(2);
});

test('lines of the kernel, also in the middle of a line of the program', () => {
  const console = `TAP version 13\r
1..2\r
#  RUN           a.b ...\r
ok 1 a[   12.345678] ------------[ cut here ]------------\r
[   12.345699][  T123] WARNING: CPU: 0 PID: 9 at fs/x.c:1 f+0x1/0x2\r
.b\r
[   13.000001] not ok 2 a.c\r
ok 2 a.c`;
  const { cases, rest } = read(`${console}\r\n`);
  expect(cases.map(({ path, outcome }) => [path[0], outcome])).toEqual([
    ['a.b', 'passed'],
    ['a.c', 'passed'],
  ]);
  expect(cases[0]?.said).toEqual([
    ' RUN           a.b ...',
    '[   12.345678] ------------[ cut here ]------------',
    '[   12.345699][  T123] WARNING: CPU: 0 PID: 9 at fs/x.c:1 f+0x1/0x2',
  ]);
  expect(rest).toEqual([]);
  // Without its end, the last line may be only a part of a name.
  expect(read(console).cases).toHaveLength(1);
});

test('directives of KTAP and what kselftest.h makes of them', () => {
  expect(
    brief(`TAP version 13
not ok 1 slow # TIMEOUT 45 seconds
not ok 2 odd # ERROR no memory
not ok 3 # error no name either
not ok 4 skipped all the same # SKIP no such device
ok 5 # SKIP a name where the reason should be
not ok 6 some day # TODO see the list
ok 7 better # XPASS it was fixed
ok 8 check return code # rcode=0
ok 9 what # FROBNICATE is that
not ok 10 plain #  exit=3
ok 11
`),
  ).toEqual([
    'slow | timed out | 45 seconds',
    'odd | error | no memory',
    'no name either | error | no name either',
    'skipped all the same | skipped | no such device',
    'a name where the reason should be | skipped | a name where the reason should be',
    'some day | expected failure | see the list',
    'better | passed | XPASS it was fixed',
    'check return code | passed | rcode=0',
    'what | passed | FROBNICATE is that',
    'plain | failed | exit=3',
    'unnamed | passed',
  ]);
});

test('everything skipped, given up, and no plan at all', () => {
  expect(read('TAP version 13\n1..0 # SKIP needs root\n')).toMatchObject({ cases: [], skipped: 'needs root' });
  expect(read('TAP version 13\n1..3\nok 1 a\nBail out! no memory\n# Totals: pass:1\n')).toMatchObject({
    planned: 3,
    reported: 1,
    bailout: 'no memory',
  });
  expect(read('ok 1 a\nok 2 b\n')).toMatchObject({ planned: undefined, reported: 2 });
  expect(read('Usage: fs_bench [OPTIONS]\n')).toMatchObject({ planned: undefined, reported: 0, cases: [] });
});

test('a parent that failed although its subtests did not is a case of its own; subtests without a parent count', () => {
  const inner = 'KTAP version 1\n1..2\n  KTAP version 1\n  1..1\n  ok 1 child\n';
  expect(brief(`${inner}not ok 1 parent\nok 2 other\n`)).toEqual([
    'parent/child | passed',
    'parent | failed',
    'other | passed',
  ]);
  expect(brief(inner)).toEqual(['child | passed']);
});

test('hostile output: unknown lines, another version and plan, indented results of nobody, escapes', () => {
  const text = `TAP version 13
1..2
  ---
  message: not YAML for us
{
# Subtest: a trap
    ok 1 of nobody
pragma +bail
TAP version 14
1..77
ok 1 first \u001b[31mred
ok 1 first \u001b[31mred
    1..5
okay
not okay
`;
  expect(brief(text)).toEqual(['first ?[31mred | passed', 'first ?[31mred | passed']);
  // The second version line begins another run, which never reported its 77.
  expect(read(text)).toMatchObject({ planned: 79, reported: 2, bailout: undefined });
});

test('two runs in one output, as capabilities/test_execve makes them, announce both', () => {
  const run = (count: number) => `TAP version 13\n1..${count}\nok 1 a\n# Totals: pass:1\n`;
  expect(read(run(1) + run(1))).toMatchObject({ planned: 2, reported: 2 });
  expect(read(run(1) + run(2))).toMatchObject({ planned: 3, reported: 2 });
  expect(read(`${run(1)}# further plan\n1..5\n`)).toMatchObject({ planned: 1, reported: 1 });
});
