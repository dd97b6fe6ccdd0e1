import { expect, it } from 'vitest';
import { lostBy } from './lost.ts';

const dead = { status: 0, signal: null, complaints: '' };

it('blames a kernel that ended its machine', () => {
  expect(lostBy(dead, '[    1.000000] Kernel panic - not syncing: x')).toBeUndefined();
});

it.each([
  [{ status: null, signal: 'SIGKILL', complaints: '' }, 'QEMU ended with SIGKILL while a plan ran', /OOM killer/],
  [{ status: null, signal: 'SIGBUS', complaints: '' }, 'QEMU ended with SIGBUS while a plan ran', /no space left/],
  [
    { status: null, signal: 'SIGABRT', complaints: 'qemu: assertion\n' },
    'QEMU ended with SIGABRT while a plan ran: qemu: assertion',
    /none of the kernel/,
  ],
  [{ status: 1, signal: null, complaints: '' }, 'QEMU ended with status 1 while a plan ran', /none of the kernel/],
] as const)('does not blame a kernel for %j', (exit, message, hint) => {
  expect(lostBy(exit, '')).toMatchObject({ message, hint: expect.stringMatching(hint) });
});

it('does not blame a kernel whose agent was ended', () => {
  const console = 'before\r\nkconform: the agent ended: signal, killed KILL\r\n[    1.000000] reboot: Power down\r\n';
  expect(lostBy(dead, console)).toMatchObject({
    message: 'the agent in the guest was ended while a plan ran: signal, killed KILL',
  });
});

it('blames a kernel that told of its own fault before', () => {
  const splat = '[    1.000000] BUG: KASAN: slab-use-after-free in f+0x1/0x2\n';
  expect(lostBy({ status: null, signal: 'SIGKILL', complaints: '' }, splat)).toBeUndefined();
  expect(lostBy(dead, `${splat}kconform: the agent ended: signal, killed KILL\n`)).toBeUndefined();
});
