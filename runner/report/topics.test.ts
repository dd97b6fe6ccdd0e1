import { expect, test } from 'vitest';
import type { Results } from '../results/schema.ts';
import { rowsOf } from './topics.ts';

const withSpecs = (count: number) =>
  ({ verdicts: Array.from({ length: count }, (_, index) => ({ scenario: `landlock/fs/spec-${index}/a` })) }) as Results;

test('a few specs have a row each', () => {
  expect(rowsOf(withSpecs(24))('landlock/fs/spec-3/a')).toBe('fs/spec-3');
});

test('specs of one folder share a row when there are too many', () => {
  expect(rowsOf(withSpecs(25))('landlock/fs/spec-3/a')).toBe('fs');
});

test('unless every spec was asked for', () => {
  expect(rowsOf(withSpecs(25), true)('landlock/fs/spec-3/a')).toBe('fs/spec-3');
});
