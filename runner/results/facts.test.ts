import { expect, test } from 'vitest';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import { recordedFacts } from './facts.ts';

test('a kernel with Landlock', () => {
  expect(recordedFacts(hypotheticalFacts(6, { errata: 7, features: { example: true } }))).toEqual({
    release: 'hypothetical-abi-6',
    abi: 6,
    errata: 7,
    landlock: 'enabled',
    features: { example: true },
    masks: { fs: '0xffff', net: '0x3', scoped: '0x3', restrictFlags: '0x0', addRuleFlags: '0x0' },
  });
});

test('a kernel without', () => {
  expect(recordedFacts(hypotheticalFacts(0)).errata).toBeNull();
});
