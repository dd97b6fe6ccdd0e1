import { expect, test } from 'vitest';
import { sampleKernel } from '../results/sample.ts';
import { compareFacts } from './kernel-changes.ts';

test('what kernels say of themselves', () => {
  const before = { ...sampleKernel('a', '5.10.1', 0, null), config: { AUDIT: 'y' as const } };
  const after = { ...sampleKernel('b', '7.3.4', 11, 5), lsms: ['landlock', 'yama'] };
  expect(compareFacts(before, before)).toEqual([]);
  expect(compareFacts(before, after).map(({ name, before, after }) => `${name}: ${before} → ${after}`)).toEqual([
    'landlock: absent → enabled',
    'ABI: 0 → 11',
    'errata: not told → 1,3',
    'feature errata-query: no → yes',
    'feature fastopen-checked: no → yes',
    'CONFIG_AUDIT: y → undefined',
    'mask scoped: undefined → 0x3',
    'LSMs: undefined → landlock,yama',
  ]);
});
