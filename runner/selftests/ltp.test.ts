import { expect, test } from 'vitest';
import type { GuestReply } from '../../vm/guest/reply.ts';
import { judgedOn } from './cases.ts';
import { ltp } from './ltp.ts';
import { ltpLine } from './ltp-lines.ts';
import { untangle } from './untangle.ts';
import { type Judged, judgeProgram } from './verdicts.ts';

const name = {
  ...{ directory: 'ltp', program: 'landlock04', source: 'LTP 20260930 in /opt/ltp', format: ltp },
  ...{ file: 'testcases/bin/landlock04', options: ['--ltp', '/opt/ltp'] },
};

/** A test that printed this and exited with a status. */
function ended(console: string, code = 0, signal = 0): Judged[] {
  return judgeProgram(name, {
    reply: { kind: 'observation', text: '', console, ms: 1 },
    observation: {
      steps: [{ id: 0, result: { kind: 'ret', value: BigInt((code << 8) | signal) }, outputs: [] }],
      end: { kind: 'ok' },
    },
    deadline: 600_000,
  });
}

function lost(kind: 'died' | 'hung', console: string): Judged[] {
  const answer = { console, ms: 1 };
  const reply: GuestReply =
    kind === 'died' ? { kind, how: 'QEMU ended with status 0', ...answer } : { kind, ...answer };
  return judgeProgram(name, { reply, observation: undefined, deadline: 600_000 });
}

const brief = (judged: Judged[]) =>
  judged.map(({ verdict: { scenario, verdict, reason } }) =>
    [scenario.replace('selftests/ltp/landlock04/', ''), verdict, reason].filter(Boolean).join(' | '),
  );
const whole = (console: string, code = 0, signal = 0) => brief(ended(console, code, signal)).at(-1);

const on = (fileSystem: string, ...lines: string[]) =>
  [`tst_test.c:1888: TINFO: === Testing on ${fileSystem} ===`, ...lines, ''].join('\n');
const summary = '\nSummary:\npassed   1\nfailed   0\nbroken   0\nskipped  0\nwarnings 0\n';

test('lines of both libraries and of the shell, with colours or without', () => {
  const told = (line: string) => {
    const { type, place, text } = ltpLine(line) ?? {};
    return [type, place, text].join(' | ');
  };
  expect(told('landlock01.c:52: TFAIL: open() succeeded')).toBe('TFAIL | landlock01.c:52 | open() succeeded');
  expect(told('landlock01.c:52: \u001b[1;31mTFAIL: \u001b[0mopen()')).toBe('TFAIL | landlock01.c:52 | open()');
  expect(told('nfslock01 1 TPASS: locked')).toBe('TPASS | nfslock01 1 | locked');
  expect(told('abort01     2  TBROK  :  abort01.c:9: no fork')).toBe('TBROK | abort01 2 | abort01.c:9: no fork');
  expect(ltpLine('it says TPASS: no')).toBeUndefined();
  expect(ltpLine('landlock01.c:52: TPASSED: no')).toBeUndefined();
});

test('each file system is a case, those of further variants have a number, and lines that failed are steps', () => {
  const variant = (right: string, ...lines: string[]) => [`landlock04.c:151: TINFO: Testing ${right}`, ...lines];
  const console = [
    'tst_test.c:1972: TINFO: LTP version: 20260930\n',
    on('ext4', ...variant('EXECUTE', 'landlock_tester.h:131: TPASS: execve() : EACCES (13)')),
    on('tmpfs', ...variant('EXECUTE', 'landlock_tester.h:131: TPASS: execve()', 'a.h:5: TCONF: no xattr')),
    on('ext4', ...variant('READ', 'a.h:7: TFAIL: open(f, 0) expected EACCES: ENOENT (2)', 'a.h:8: TFAIL: it wrote')),
    on('tmpfs', 'a.c:9: TCONF: READ is not supported'),
    summary,
  ].join('');
  const judged = ended(console, 1);
  expect(brief(judged)).toEqual([
    'ext4 | pass',
    'tmpfs | pass',
    'ext4-2 | mismatch | a.h:7: open(f, 0) expected EACCES: ENOENT (2)',
    'tmpfs-2 | unsupported | READ is not supported',
    'whole-program | pass',
  ]);
  expect(judged[2]?.scenario).toEqual({
    ...{ id: 'selftests/ltp/landlock04/ext4-2', title: 'on ext4-2: Testing READ', family: 'selftests/ltp/landlock04' },
    ...{ tags: ['selftests'], doc: 'testcases/bin/landlock04 of LTP 20260930 in /opt/ltp', needs: [] },
    ...{ file: 'testcases/bin/landlock04', again: ['selftests', '--ltp', '/opt/ltp', 'ltp/landlock04/ext4-2'] },
  });
  const step = { arm: 'test', actor: 'test', role: 'check', ok: false };
  expect(judged[2]?.verdict.steps).toEqual([
    { ...step, id: 0, words: 'a.h:7', expected: 'open(f, 0): EACCES', observed: 'ENOENT (2)' },
    { ...step, id: 1, words: 'a.h:8', expected: 'TPASS', observed: 'TFAIL: it wrote' },
  ]);
  // What was skipped in a case that passed is there to be read.
  expect(judged[1]?.verdict.console).toContain('TCONF: no xattr');
  expect(judged[0]?.verdict.console).toBeUndefined();
});

test('a test that runs once is one case: the worst line decides', () => {
  expect(whole(`a.c:1: TPASS: yes\na.c:2: TCONF: not here\n${summary}`)).toBe('whole-program | pass');
  expect(whole(`a.c:1: TPASS: yes\na.c:2: TFAIL: no\na.c:3: TBROK: oh\n${summary}`, 3)).toBe(
    'whole-program | mismatch | a.c:2: no',
  );
  expect(whole(`a.c:1: TPASS: yes\na.c:3: TBROK: mkdir() failed\n${summary}`, 2)).toBe(
    'whole-program | broken | a.c:3: mkdir() failed',
  );
  expect(whole(`a.c:1: TPASS: yes\na.c:3: TWARN: umount() failed\n${summary}`, 4)).toBe(
    'whole-program | broken | a.c:3: umount() failed',
  );
  expect(whole(`a.c:1: TCONF: no Landlock\na.c:2: TCONF: no Landlock\n${summary}`, 32)).toBe(
    'whole-program | unsupported | no Landlock',
  );
});

test("a deadline of LTP's own is a hang", () => {
  const killed = 'Test timeouted, sending SIGKILL!\ntst_test.c:1700: TBROK: Test killed! (timeout?)\n';
  expect(whole(`a.c:1: TPASS: yes\n${killed}${summary}`, 2)).toBe("whole-program | hang | LTP's own deadline passed");
  expect(brief(ended(on('ext4', 'a.c:1: TPASS: yes') + on('tmpfs', killed) + summary, 2))).toEqual([
    'ext4 | pass',
    "tmpfs | hang | timed out: LTP's own deadline passed",
    'whole-program | pass',
  ]);
});

test('exit status and lines have to agree', () => {
  expect(whole(`a.c:1: TPASS: yes\n${summary}`, 1)).toBe(
    'whole-program | mismatch | exit status 1 says TFAIL, which it did not print',
  );
  expect(whole(`a.c:1: TPASS: yes\n${summary}`, 2)).toBe(
    'whole-program | broken | exit status 2 says TBROK, which it did not print',
  );
  expect(whole(on('ext4', 'a.c:1: TFAIL: no') + summary)).toBe(
    'whole-program | broken | exit status 0, although it printed TFAIL',
  );
  expect(whole(on('ext4', 'a.c:1: TFAIL: no') + summary, 1)).toBe('whole-program | pass');
});

test('a file system without a result, and an end without a summary', () => {
  expect(brief(ended(on('ext4', 'a.c:1: TINFO: nothing') + summary))).toEqual([
    'ext4 | broken | it reported nothing there',
    'whole-program | pass',
  ]);
  expect(brief(ended(on('ext4', 'a.c:1: TPASS: yes'), 0))).toEqual([
    'ext4 | broken | it ended in ext4 without a summary, with status 0',
    'whole-program | broken | it ended in ext4 without a summary, with status 0',
  ]);
  expect(brief(ended(on('ext4', 'a.c:1: TPASS: yes'), 0, 11))).toEqual([
    'ext4 | mismatch | killed by signal 11 in ext4',
    'whole-program | mismatch | killed by signal 11 in ext4',
  ]);
});

test('a program that tells no results is judged by its exit status', () => {
  expect(whole('done\n')).toBe('whole-program | pass');
  expect(whole('no quota here\n', 32)).toBe('whole-program | unsupported | no quota here');
  expect(whole('cannot\n', 2)).toBe('whole-program | broken | exit status 2: cannot');
  expect(whole('wrong\n', 1)).toBe('whole-program | mismatch | exit status 1: wrong');
  expect(whole('sh: lt: not found\n', 127)).toBe(
    'whole-program | broken | the test could not be executed (status 127)',
  );
});

const oops = `[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000000
[   12.345679] #PF: supervisor read access in kernel mode
[   12.345680] Oops: 0000 [#1] PREEMPT SMP NOPTI
[   12.345681] RIP: 0010:hook_file_open+0x1/0x20
[   12.345682] ---[ end trace 0000000000000000 ]---
`;

test('a splat belongs to the file system that was being tested, and so does the death of the guest', () => {
  const console = on('ext4', 'a.c:1: TPASS: yes') + on('tmpfs', `a.c:1: TPASS: yes\n${oops}`) + summary;
  expect(brief(ended(console))).toEqual([
    'ext4 | pass',
    expect.stringMatching(/^tmpfs \| crash \| .*NULL pointer dereference/),
    'whole-program | pass',
  ]);
  const died = brief(lost('died', on('ext4', 'a.c:1: TPASS: yes') + on('tmpfs', 'a.c:1: TPASS: yes')));
  expect(died).toEqual([
    'ext4 | pass',
    'tmpfs | crash | the virtual machine ended: QEMU ended with status 0 in tmpfs',
    'whole-program | crash | the virtual machine ended: QEMU ended with status 0 in tmpfs',
  ]);
  expect(brief(lost('hung', on('ext4', 'a.c:1: TPASS: yes')))).toEqual([
    'ext4 | hang | the kernel stopped answering in ext4',
    'whole-program | hang | the kernel stopped answering in ext4',
  ]);
});

test('a line that the kernel printed into is put together again', () => {
  const console = 'a.c:1: TFA[   12.345678] EXT4-fs (loop0): mounted filesystem\nIL: no\n';
  expect(ltp.read(untangle(console)).rest).toEqual([
    '[   12.345678] EXT4-fs (loop0): mounted filesystem',
    'a.c:1: TFAIL: no',
  ]);
});

test('of a test on one file system, what is said there is told, and the whole when more went wrong', () => {
  const first = on('ext4', 'a.c:1: TPASS: yes');
  const alone = judgedOn(ended(first + summary));
  expect(brief(alone)).toEqual(['ext4 | pass']);
  expect(alone[0]?.verdict.ms).toBe(1);
  expect(brief(judgedOn(ended(first + on('ext4', 'a.c:1: TPASS: yes') + summary)))).toEqual([
    'ext4 | pass',
    'ext4-2 | pass',
  ]);
  expect(brief(judgedOn(ended(first + summary, 2)))).toEqual([
    'ext4 | pass',
    'whole-program | broken | exit status 2 says TBROK, which it did not print',
  ]);
  expect(brief(judgedOn(ended(`a.c:1: TCONF: not here\n${summary}`, 32)))).toEqual([
    'whole-program | unsupported | not here',
  ]);
});
