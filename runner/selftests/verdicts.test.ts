import { expect, test } from 'vitest';
import type { GuestReply } from '../../vm/guest/reply.ts';
import type { ObservedResult } from '../plan/observation.ts';
import { type Judged, judgeProgram, unableProgram } from './verdicts.ts';

const name = {
  directory: 'landlock',
  program: 'fs_test',
  source: 'linux-source-7.3 7.3.4-1',
  options: ['--source', '7.3'],
};

/** A program that printed this and exited with a status, or whose step ended otherwise. */
function ended(console: string, status: number | ObservedResult = 0): Judged[] {
  const result: ObservedResult = typeof status === 'number' ? { kind: 'ret', value: BigInt(status) } : status;
  return judgeProgram(name, {
    reply: { kind: 'observation', text: '', console, ms: 1234.5 },
    observation: { steps: [{ id: 0, result, outputs: [] }], end: { kind: 'ok' } },
    deadline: 90_000,
  });
}

function lost(kind: 'died' | 'hung', console: string): Judged[] {
  const answer = { console, ms: 1 };
  const reply: GuestReply =
    kind === 'died' ? { kind, how: 'QEMU ended with status 0', ...answer } : { kind, ...answer };
  return judgeProgram(name, { reply, observation: undefined, deadline: 90_000 });
}

const brief = (judged: Judged[]) =>
  judged.map(({ verdict: { scenario, verdict, reason } }) =>
    [scenario.replace('selftests/landlock/fs_test/', ''), verdict, reason].filter(Boolean).join(' | '),
  );

const passing = (name: string, number: number) =>
  `#  RUN           ${name} ...\n#            OK  ${name}\nok ${number} ${name}\n`;

const failing = `#  RUN           layout1.open ...
# fs_test.c:120:open:Expected 0 (0) == close(fd) (-1)
# fs_test.c:121:open:Expected 13 (13) == test_open(dir, O_RDONLY) (0)
# fs_test.c:122:open:Expected 'a' == 'b'.
# open: Test terminated by assertion
#          FAIL  layout1.open
not ok 2 layout1.open
`;

test('cases are scenarios of their own, failed expectations their steps, and time is that of the program', () => {
  const console = `TAP version 13\n1..3\n${passing('layout1.inval', 1)}${failing}ok 3 layout2.x # SKIP no overlayfs\n`;
  const judged = ended(console, 1 << 8);
  expect(brief(judged)).toEqual([
    'layout1.inval | pass',
    'layout1.open | mismatch | fs_test.c:120:open:Expected 0 (0) == close(fd) (-1)',
    'layout2.x | unsupported | no overlayfs',
    'whole-program | pass',
  ]);
  expect(judged[1]?.verdict.steps).toEqual([
    {
      arm: 'test',
      id: 0,
      actor: 'open',
      words: 'fs_test.c:120',
      role: 'check',
      expected: '0 (0) == close(fd)',
      observed: '-1',
      ok: false,
    },
    {
      arm: 'test',
      id: 1,
      actor: 'open',
      words: 'fs_test.c:121',
      role: 'check',
      expected: '13 (13) == test_open(dir, O_RDONLY)',
      observed: '0',
      ok: false,
    },
    {
      arm: 'test',
      id: 2,
      actor: 'open',
      words: 'fs_test.c:122',
      role: 'check',
      expected: "'a' == 'b'",
      observed: "'b'",
      ok: false,
    },
  ]);
  expect(judged.map(({ verdict }) => verdict.ms)).toEqual([0, 0, 0, 1235]);
  expect(judged[0]?.scenario).toEqual({
    id: 'selftests/landlock/fs_test/layout1.inval',
    title: 'layout1.inval',
    family: 'selftests/landlock/fs_test',
    tags: ['selftests'],
    doc: 'tools/testing/selftests/landlock/fs_test.c of linux-source-7.3 7.3.4-1',
    needs: [],
    file: 'tools/testing/selftests/landlock/fs_test.c',
    again: ['selftests', '--source', '7.3', 'landlock/fs_test/layout1.inval'],
  });
});

test('what the harness runs alone is to be had again alone, all else with its program', () => {
  const again = (judged: Judged[]) => judged.map(({ scenario }) => scenario.again?.at(-1));
  const harness = again(lost('died', `TAP version 13\n1..9\n${passing('a.b', 1)}#  RUN           a.c ...\n`));
  expect(harness).toEqual(['landlock/fs_test/a.b', 'landlock/fs_test/a.c', 'landlock/fs_test']);
  // It has no -r, and its cases are no names.
  const other = again(ended('TAP version 13\n1..2\nok 1 opens a file\nok 2 closes it\n'));
  expect(other).toEqual(['landlock/fs_test', 'landlock/fs_test', 'landlock/fs_test']);
  expect(again(unableProgram(name, 'no'))).toEqual(['landlock/fs_test']);
});

test('a guest that dies: the case in flight crashed, what was reported stays, and nobody forgets the rest', () => {
  const splat = `[    5.000001] BUG: kernel NULL pointer dereference, address: 0000000000000000\r
[    5.000002] Oops: Oops: 0000 [#1] SMP\r
[    5.000003] RIP: 0010:hook_file_open+0x10/0x20\r
[    5.000004] Kernel panic - not syncing: Fatal exception\r
`;
  const console = `TAP version 13\n1..9\n${passing('a.b', 1)}#  RUN           a.c ...\n${splat}`;
  const judged = lost('died', console);
  expect(judged.map(({ verdict: { scenario, verdict } }) => [scenario.split('/').at(-1), verdict])).toEqual([
    ['a.b', 'pass'],
    ['a.c', 'crash'],
    ['whole-program', 'crash'],
  ]);
  expect(judged[1]?.verdict.reason).toMatch(/NULL pointer dereference.* in a\.c, after 1 of 9 cases$/);
  expect(judged[1]?.verdict.splats).toHaveLength(1);
  expect(brief(lost('died', ''))).toEqual([
    'whole-program | crash | the virtual machine ended: QEMU ended with status 0',
  ]);
});

test('a program that is only slow is told from one that waits', () => {
  const late = (processorMs: number) =>
    judgeProgram(name, {
      reply: { kind: 'observation', text: '', console: '', ms: 90_000, processorMs },
      observation: { steps: [{ id: 0, result: { kind: 'blocked' }, outputs: [] }], end: { kind: 'ok' } },
      deadline: 90_000,
    });
  expect(brief(late(88_000))).toEqual(['whole-program | hang | it did not end within 90 s, its guest was busy']);
  expect(brief(late(2_000))).toEqual(['whole-program | hang | it did not end within 90 s, its guest was idle']);
});

test('deadlines: of the program, of the kernel, of the harness', () => {
  const console = `TAP version 13\n1..2\n${passing('a.b', 1)}#  RUN           a.c ...\n`;
  expect(brief(ended(console, { kind: 'blocked' }))).toEqual([
    'a.b | pass',
    'a.c | hang | it did not end within 90 s in a.c, after 1 of 2 cases',
    'whole-program | hang | it did not end within 90 s in a.c, after 1 of 2 cases',
  ]);
  expect(brief(lost('hung', console)).at(-1)).toBe(
    'whole-program | hang | the kernel stopped answering in a.c, after 1 of 2 cases',
  );
  const late = `1..1\n#  RUN           a.c ...\n# c: Test terminated by timeout\n#          FAIL  a.c\nnot ok 1 a.c\n`;
  expect(brief(ended(late, 256))).toEqual(["a.c | hang | the harness's own deadline passed", 'whole-program | pass']);
  expect(brief(ended('1..1\nnot ok 1 x # TIMEOUT 3 seconds\n', 256))[0]).toBe('x | hang | timed out: 3 seconds');
});

test('a warning of the kernel belongs to the case that ran, which then did not pass', () => {
  const warning = `[    5.000001] ------------[ cut here ]------------
[    5.000002] WARNING: CPU: 0 PID: 99 at security/landlock/fs.c:9 hook_x+0x1/0x2
[    5.000003] ---[ end trace 0000000000000000 ]---
`;
  const console = `1..2\n${passing('a.b', 1).replace('#            OK', `${warning}#            OK`)}${passing('a.c', 2)}`;
  const judged = ended(console);
  expect(judged.map(({ verdict }) => verdict.verdict)).toEqual(['crash', 'pass', 'pass']);
  expect(judged[0]?.verdict.reason).toContain('hook_x');
});

test('an exit status that says something else than the cases', () => {
  const one = `1..1\n${passing('a.b', 1)}`;
  expect(brief(ended(one, 1 << 8)).at(-1)).toBe('whole-program | mismatch | exit status 1, although no case failed');
  expect(brief(ended('1..1\nnot ok 1 a\n', 0)).at(-1)).toBe(
    'whole-program | mismatch | exit status 0, although a case failed',
  );
  expect(brief(ended(one, 11)).at(-1)).toBe('whole-program | mismatch | killed by signal 11');
  expect(brief(ended(`1..3\n${passing('a.b', 1)}`, 139)).at(-1)).toBe(
    'whole-program | mismatch | killed by signal 11, and 2 of its cases did not run',
  );
  expect(brief(ended(`1..3\n${passing('a.b', 1)}`, 0)).at(-1)).toBe(
    'whole-program | mismatch | exit status 0, and 2 of its cases did not run',
  );
  expect(brief(ended('1..1\nok 1 a\nok 2 b\n')).at(-1)).toBe(
    'whole-program | mismatch | it announced 1 cases, and reported 2',
  );
});

test('programs that are one case: pass, fail, skip, give up, and what cannot be executed', () => {
  expect(brief(ended('seconds: 1.2\n', 0))).toEqual(['whole-program | pass']);
  expect(brief(ended('oh no\n', 1 << 8))).toEqual(['whole-program | mismatch | exit status 1: oh no']);
  expect(brief(ended('TAP version 13\n1..0 # SKIP needs a device\n', 4 << 8))).toEqual([
    'whole-program | unsupported | needs a device',
  ]);
  expect(brief(ended('no device\n', 4 << 8))).toEqual(['whole-program | unsupported | no device']);
  expect(brief(ended('1..2\nok 1 a\nBail out! no memory\n', 1 << 8))).toEqual([
    'a | pass',
    'whole-program | mismatch | it gave up: no memory',
  ]);
  expect(brief(ended('', 127 << 8))).toEqual(['whole-program | broken | it could not be executed (status 127)']);
  expect(brief(ended('', { kind: 'errno', number: 2 }))).toEqual([
    'whole-program | broken | the program could not be executed',
  ]);
  expect(brief(unableProgram(name, 'it does not build'))).toEqual(['whole-program | unsupported | it does not build']);
});

test('names: sentences, the same one twice, and a failure that is expected', () => {
  const judged = ended(
    '1..4\nok 1 clone3() with flags: 0x0, ok?\nok 2 same\nok 3 same\nok 4 odd # XFAIL a known bug\n',
  );
  expect(brief(judged)).toEqual([
    'clone3-with-flags-0x0-ok | pass',
    'same | pass',
    'same-2 | pass',
    'odd | pass',
    'whole-program | pass',
  ]);
  expect(judged[3]?.verdict.known).toEqual([{ kind: 'limited', what: 'expected to fail: a known bug' }]);
});
