import { expect, test } from 'vitest';
import type { DebianKernel } from './apt/catalogue.ts';
import { knownSeries } from './list.ts';
import { DEFAULT_SERIES } from './names.ts';

const kernel = (series: string, version: string): DebianKernel => ({
  series,
  version,
  debian: `${version}-1`,
  release: version,
  image: { name: 'linux-image', version: `${version}-1`, sha256: '0'.repeat(64), size: 1 },
});
const lock = { version: 1 as const, kernels: { '6.16': kernel('6.16', '6.16.12') } };

test('the default series and the pinned ones, oldest first', () => {
  expect(knownSeries(lock)).toEqual(['5.10', '6.1', '6.12', '6.16', ...DEFAULT_SERIES.slice(3)]);
});

test('of what the mirror has beyond them only the newest release candidate', () => {
  const mirror = [
    kernel('99.2', '99.2-rc3'),
    kernel('99.1', '99.1-rc7'),
    kernel('99.0', '99.0.4'),
    kernel('6.0', '6.0-rc1'),
  ];
  expect(knownSeries(lock, mirror)).toEqual([...knownSeries(lock), '99.2']);
});

test('no release candidate that is older than a release', () => {
  expect(knownSeries(lock, [kernel('6.17', '6.17-rc2')])).toEqual(knownSeries(lock));
});
