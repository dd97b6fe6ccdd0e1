import { expect, test } from 'vitest';
import { sampleOf } from './sample.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index);

test('the same seed gives the same sample, in order', () => {
  const sample = sampleOf(hundred, 10, 7);
  expect(sample).toHaveLength(10);
  expect(sample).toEqual(sampleOf(hundred, 10, 7));
  expect(sample).toEqual(sample.toSorted((a, b) => a - b));
});

test('another seed gives another sample, and in the end everything is chosen', () => {
  expect(sampleOf(hundred, 10, 8)).not.toEqual(sampleOf(hundred, 10, 7));
  const chosen = new Set(Array.from({ length: 200 }, (_, seed) => sampleOf(hundred, 10, seed)).flat());
  expect(chosen.size).toBe(100);
});

test('a sample of more than there is, is everything', () => {
  expect(sampleOf(hundred, 1000, 1)).toEqual(hundred);
});
