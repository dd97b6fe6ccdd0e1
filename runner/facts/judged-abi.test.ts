import { expect, test } from 'vitest';
import { ALL_ABIS, hypotheticalFacts, masksOfAbi } from './hypothetical.ts';
import { acceptsMore, judged, judgedAbi } from './judged-abi.ts';

test('an ideal kernel is what it reports', () => {
  for (const abi of ALL_ABIS) expect(judgedAbi(abi, hypotheticalFacts(abi).masks)).toBe(abi);
});

test('a number that a series took is not that of the release', () => {
  const masks = { ...masksOfAbi(10), scoped: 7n };
  expect(judgedAbi(11, masks)).toBe(10);
  expect(judgedAbi(11, masksOfAbi(8))).toBe(8);
  expect(judgedAbi(12, { ...masksOfAbi(11), scoped: 7n })).toBe(12);
});

test('a part of what an ABI added is enough', () => {
  expect(judgedAbi(6, { ...masksOfAbi(6), scoped: 1n })).toBe(6);
  expect(judgedAbi(6, { ...masksOfAbi(5), scoped: 0n })).toBe(5);
});

test('a number that stands for nothing is told from one that stands for a proposal', () => {
  const lacking = masksOfAbi(10);
  expect(acceptsMore(judgedAbi(11, lacking), lacking)).toBe(false);
  const proposal = { ...lacking, scoped: 7n };
  expect(acceptsMore(judgedAbi(11, proposal), proposal)).toBe(true);
});

test('facts keep what was reported', () => {
  const facts = hypotheticalFacts(10);
  expect(judged(facts)).toBe(facts);
  expect(judged({ ...facts, abi: 11 })).toMatchObject({ abi: 10, reportedAbi: 11 });
  expect(judged(hypotheticalFacts(0))).toMatchObject({ abi: 0 });
});
