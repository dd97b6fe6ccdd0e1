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

test('a kernel that is newer than all that is known is judged as the newest', () => {
  const facts = { ...hypotheticalFacts(11), abi: 12 };
  const judged = 'reports ABI 12, which kconform does not know: it is judged as ABI 11';
  expect(contradictions(facts, 11)).toEqual([judged]);
  expect(contradictions({ ...facts, masks: { ...facts.masks, scoped: 7n } }, 11)).toEqual([
    judged,
    'is judged as ABI 11, which has scoped 0x3, and accepts 0x7',
  ]);
});

test('a kernel with a number that a release uses for something else', () => {
  const facts = hypotheticalFacts(10);
  const series = { ...facts, reportedAbi: 11, masks: { ...facts.masks, scoped: 7n } };
  expect(contradictions(series, 11)).toEqual([
    'reports ABI 11, and accepts nothing that came with it: it is judged as ABI 10',
    'is judged as ABI 10, which has scoped 0x3, and accepts 0x7',
  ]);
});
