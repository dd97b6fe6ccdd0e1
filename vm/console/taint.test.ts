import { describe, expect, it } from 'vitest';
import { newTaint, taintMessage, taintNames, taints } from './taint.ts';

const letters = (mask: number) => taintNames(mask).map(({ letter }) => letter);

describe('taintNames', () => {
  it('of a clean kernel are none', () => expect(letters(0)).toEqual([]));

  // A WARN_ON in an out-of-tree module, as debian:7.3 reported it: fixtures/console/mod-warn-7.3.log.
  it('are those that the kernel prints', () => expect(letters(12800)).toEqual(['W', 'O', 'E']));

  it('know every bit once', () => {
    expect(taints.map(({ bit }) => bit)).toEqual(taints.map((_, i) => i));
    expect(new Set(taints.map(({ letter }) => letter)).size).toBe(taints.length);
  });

  it('take an unknown bit for harm, beyond 32 bits too', () => {
    expect(taintNames(2 ** 20 + 2 ** 40)).toMatchObject([
      { bit: 20, name: 'BIT_20', harmless: false },
      { bit: 40, name: 'BIT_40', harmless: false },
    ]);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuse %s', (mask) => expect(() => taintNames(mask)).toThrow(RangeError));
});

describe('newTaint', () => {
  it('is what came between', () => {
    const { taints, harmful } = newTaint(4096, 4096 + 512 + 128);
    expect(taints.map(({ name }) => name)).toEqual(['DIE', 'WARN']);
    expect(harmful).toBe(true);
  });

  it('is harmless when a module or the firmware made it', () => {
    expect(newTaint(0, 4096 + 8192 + 2048 + 2 ** 18)).toMatchObject({ harmful: false });
  });

  it('is none when nothing changed', () => expect(newTaint(512, 512)).toEqual({ taints: [], harmful: false }));

  it('reads well', () => {
    expect(taintMessage(newTaint(0, 640).taints)).toBe(
      'D (the kernel died: an oops or a BUG), W (the kernel issued a warning)',
    );
  });
});
