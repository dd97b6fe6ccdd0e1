import { expect, test } from 'vitest';
import { figure, median, renderFigures } from './figures.ts';

test('medians', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('figures with their targets', () => {
  const kernel = 'debian:7.3';
  expect(
    renderFigures([
      figure({ what: 'restore', kernel, unit: 'ms' }, [100, 90.25, 300], { most: 120 }),
      figure({ what: 'boot / restore', kernel, unit: 'times' }, [20.5], { least: 25 }),
      figure({ what: 'boot', kernel, unit: 's' }, [2.125]),
      figure({ what: 'nothing came', kernel, unit: 's' }, [], { most: 1 }),
    ]),
  ).toMatchInlineSnapshot(`
    "                kernel      median  min   max   unit   n  target
    restore         debian:7.3  100     90.3  300   ms     3  ≤ 120   met
    boot / restore  debian:7.3  20.5    20.5  20.5  times  1  ≥ 25    MISSED
    boot            debian:7.3  2.13    2.13  2.13  s      1
    nothing came    debian:7.3  -       -     -     s      0  ≤ 1     MISSED
    "
  `);
});
