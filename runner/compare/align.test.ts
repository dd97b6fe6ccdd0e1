import fc from 'fast-check';
import { expect, test } from 'vitest';
import { align } from './align.ts';

const letters = (a: string, b: string) =>
  align(
    [...a],
    [...b],
    (item) => item,
    () => false,
  )
    .map(([before, after]) => (before === after ? before : `${before ? `-${before}` : ''}${after ? `+${after}` : ''}`))
    .join(' ');

test('a longest common part, and what is around it', () => {
  expect(letters('abcd', 'abcd')).toBe('a b c d');
  expect(letters('abd', 'abcd')).toBe('a b +c d');
  expect(letters('xabc', 'abcy')).toBe('-x a b c +y');
  expect(letters('', 'ab')).toBe('+a +b');
  expect(letters('abcabba', 'cbabac').match(/(?<= |^)[abc](?= |$)/g)).toHaveLength(4);
});

test('whatever is aligned, nothing is lost, nothing comes twice, and the order stays', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, fc.boolean(), (a, b, alike) => {
      const pairs = align(
        [...a],
        [...b],
        (item) => item,
        () => alike,
      );
      expect(pairs.map(([before]) => before ?? '').join('')).toBe(a);
      expect(pairs.map(([, after]) => after ?? '').join('')).toBe(b);
    }),
  );
});
