import { expect, test } from 'vitest';
import { ltp } from './ltp.ts';
import { ltpLine } from './ltp-lines.ts';
import { brief, ended, on, summary, whole } from './testing/ltp.ts';
import { untangle } from './untangle.ts';

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

test('hints of the library are kept, and belong to no file system', () => {
  const hint = '\nHINT: You _MAY_ be missing kernel fixes:\n\nhttps://git.kernel.org/?id=55e55920bbe3\n';
  const judged = ended(on('ext4', 'a.c:1: TFAIL: no') + hint + summary, 1);
  expect(brief(judged)).toEqual(['ext4 | mismatch | a.c:1: no', 'whole-program | pass']);
  expect(judged[0]?.verdict.console).not.toContain('HINT');
  expect(judged[1]?.verdict.console).toContain('55e55920bbe3');
  expect(ended(on('ext4', 'a.c:1: TFAIL: no') + summary, 1)[1]?.verdict.console).toBeUndefined();
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

test('a line that the kernel printed into is put together again', () => {
  const console = 'a.c:1: TFA[   12.345678] EXT4-fs (loop0): mounted filesystem\nIL: no\n';
  expect(ltp.read(untangle(console)).rest).toEqual([
    '[   12.345678] EXT4-fs (loop0): mounted filesystem',
    'a.c:1: TFAIL: no',
  ]);
});
