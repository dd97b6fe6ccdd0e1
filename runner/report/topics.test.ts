import { expect, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import { slugOf, specOf, topicsOf } from './topics.ts';

function topics(...scenarios: string[]): string[] {
  const doc = sampleResults();
  const verdicts = scenarios.map((scenario) => ({ ...doc.verdicts[0]!, scenario }));
  return scenarios.map(topicsOf({ ...doc, verdicts }));
}

test('the subsystem is left out where there is only one', () => {
  expect(topics('landlock/scope/abstract/a', 'landlock/abi/b')).toEqual(['scope/abstract', 'abi']);
  expect(topics('landlock/scope/abstract/a', 'landlock/scope/abstract/b')).toEqual([
    'scope/abstract',
    'scope/abstract',
  ]);
  expect(topics('landlock/abi/a', 'seccomp/filter/b')).toEqual(['landlock/abi', 'seccomp/filter']);
  expect(topics('demo/a', 'demo/b')).toEqual(['demo', 'demo']);
  expect(topics()).toEqual([]);
});

test('parts of an identity', () => {
  expect([specOf('landlock/abi/a'), slugOf('landlock/abi/a')]).toEqual(['landlock/abi', 'a']);
  expect([specOf('a'), slugOf('a')]).toEqual(['a', 'a']);
});
