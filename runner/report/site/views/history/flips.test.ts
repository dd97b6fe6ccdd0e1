import { expect, test } from 'vitest';
import type { Mark } from '../../format.ts';
import { countsOf, flipsOf, historiesOf, kernelsWithHistory } from './flips.ts';

const names: Record<string, Mark> = { p: 'pass', m: 'mismatch', h: 'hang' };

const site = (rows: readonly string[], unstable: readonly string[] = []) => ({
  size: rows.length,
  mark: (row: number, column: number) => names[rows[row]![column]!],
  flips: (row: number, column: number) => unstable.includes(`${row} ${column}`),
});

test('a verdict that is not the one before is a flip; a run that did not ask is none', () => {
  const flips = (letters: string) => flipsOf([...letters].map((letter) => names[letter]));
  expect(flips('pppp')).toEqual([]);
  expect(flips('pmmp')).toEqual([1, 3]);
  expect(flips('p.p.m')).toEqual([4]);
  expect(flips('..m')).toEqual([]);
});

test('only what changed is told, what changed most often first, repetitions that disagree included', () => {
  const found = historiesOf(site(['pp.', 'pmp', 'ppm', 'ppp'], ['3 1']), [0, 1, 2]);
  expect(found.map(({ row, flips, unstable }) => [row, flips, unstable])).toEqual([
    [1, [1, 2], []],
    [2, [2], []],
    [3, [], [1]],
  ]);
});

test('what a run found, in numbers', () => {
  expect([...countsOf(site(['p', 'm', 'p', '.']), 0)]).toEqual([
    ['pass', 2],
    ['mismatch', 1],
  ]);
});

test('kernels that one run asked have no history', () => {
  const columns = ['a', 'b', 'a', 'c', 'a'].map((id) => ({ kernel: { id } }));
  expect([...kernelsWithHistory({ columns } as never)]).toEqual([['a', [0, 2, 4]]]);
});
