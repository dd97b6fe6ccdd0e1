import { expect, test } from 'vitest';
import { contradictions } from './contradictions.ts';
import { ALL_ABIS, hypotheticalFacts, NEWEST_ABI } from './hypothetical.ts';

test('an ideal kernel does not contradict itself', () => {
  for (const abi of ALL_ABIS) expect(contradictions(hypotheticalFacts(abi), NEWEST_ABI)).toEqual([]);
});

test('a kernel that says ABI 6 and lacks a scope', () => {
  const facts = hypotheticalFacts(6);
  expect(contradictions({ ...facts, masks: { ...facts.masks, scoped: 1n } }, NEWEST_ABI)).toEqual([
    'reports ABI 6, which has scoped 0x3, and accepts 0x1',
  ]);
});

test('a kernel that is newer than all that is known is not judged', () => {
  expect(contradictions({ ...hypotheticalFacts(11), abi: 12 }, NEWEST_ABI)).toEqual([]);
});
