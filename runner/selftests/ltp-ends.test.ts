import { expect, test } from 'vitest';
import { judgedOn } from './cases.ts';
import { brief, ended, lost, on, summary } from './testing/ltp.ts';

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
