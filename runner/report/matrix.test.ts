import { expect, test } from 'vitest';
import { sampleKernel, sampleResults } from '../results/sample.ts';
import type { Results } from '../results/schema.ts';
import { errataText, renderMatrix, shortRelease } from './matrix.ts';
import { colour } from './style.ts';

function manyKernels(): Results {
  const doc = sampleResults();
  const kernels = ['6.1', '6.12', '6.18', './linux/arch/x86/boot/bzImage-of-a-long-experiment'].map((name) =>
    sampleKernel(name.startsWith('.') ? name : `debian:${name}`, '6.12.107+deb13-amd64', 6, 7),
  );
  const verdicts = kernels.flatMap(({ id }) => doc.verdicts.slice(0, 3).map((verdict) => ({ ...verdict, kernel: id })));
  return { ...doc, kernels, verdicts };
}

test('wide enough for all kernels', () => {
  expect(renderMatrix(manyKernels(), { width: 100 })).toMatchInlineSnapshot(`
    "                debian:6.1  debian:6.12  debian:6.18  ./linux…-long-experiment
    release         6.12.107    6.12.107     6.12.107     6.12.107
    ABI             6           6            6            6
    errata          1,2,3       1,2,3        1,2,3        1,2,3
    features        1 of 2      1 of 2       1 of 2       1 of 2
    abi             1 ok        1 ok         1 ok         1 ok
    scope/abstract  1 ok        1 ok         1 ok         1 ok
    scope/signal    1 ok        1 ok         1 ok         1 ok
    all             3 ok        3 ok         3 ok         3 ok"
  `);
});

test('wrapped into blocks', () => {
  expect(renderMatrix(manyKernels(), { width: 50 })).toMatchInlineSnapshot(`
    "                debian:6.1  debian:6.12
    release         6.12.107    6.12.107
    ABI             6           6
    errata          1,2,3       1,2,3
    features        1 of 2      1 of 2
    abi             1 ok        1 ok
    scope/abstract  1 ok        1 ok
    scope/signal    1 ok        1 ok
    all             3 ok        3 ok

                    debian:6.18
    release         6.12.107
    ABI             6
    errata          1,2,3
    features        1 of 2
    abi             1 ok
    scope/abstract  1 ok
    scope/signal    1 ok
    all             3 ok

                    ./linux…-long-experiment
    release         6.12.107
    ABI             6
    errata          1,2,3
    features        1 of 2
    abi             1 ok
    scope/abstract  1 ok
    scope/signal    1 ok
    all             3 ok"
  `);
});

test('narrower than one column: one kernel a block', () => {
  expect(renderMatrix(manyKernels(), { width: 10 }).split('\n\n')).toHaveLength(4);
});

test('no line is wider than asked for', () => {
  for (let width = 40; width < 130; width += 3) {
    expect(
      Math.max(
        ...renderMatrix(manyKernels(), { width })
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(width);
  }
});

test('colours do not move columns', () => {
  const coloured = renderMatrix(manyKernels(), { style: colour });
  expect(coloured).not.toBe(renderMatrix(manyKernels()));
  const bare = coloured.replaceAll(/\x1b\[\d+m/g, '').replaceAll(/ +$/gm, '');
  expect(bare).toBe(renderMatrix(manyKernels()));
});

test('release', () => {
  expect(['7.3.4+deb14-cloud-amd64', '7.4.0-rc2-00012-gabcdef', '5.10.262', 'weird'].map(shortRelease)).toEqual([
    '7.3.4',
    '7.4.0-rc2',
    '5.10.262',
    'weird',
  ]);
});

test('errata', () => {
  expect([null, 0, 1, 3, 7, 8, 15].map(errataText)).toEqual(['-', 'none', '1', '1,2', '1,2,3', '4', '1,2,3,4']);
});
