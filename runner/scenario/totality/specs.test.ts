import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../suites/landlock/compat/index.ts';
import { globMatcher, scenarioGlobs } from '../../compat/patterns.ts';
import { hypotheticalFacts } from '../../facts/hypothetical.ts';
import { describeScenario } from '../describe.ts';
import { scenarios } from './totality.ts';

describe.each([...new Set(scenarios.map(({ spec }) => spec))])('%s', (spec) => {
  const own = scenarios.filter((scenario) => scenario.spec === spec);

  it('can be told in words', { timeout: 60_000 }, () => {
    for (const scenario of own) expect(describeScenario(scenario, hypotheticalFacts(11)).length).toBeGreaterThan(2);
  });

  it('has documentation for every scenario', () => {
    expect(own.filter(({ doc }) => doc.trim() === '').map(({ id }) => id)).toEqual([]);
  });
});

it('finds the specs', () => {
  expect(scenarios.length).toBeGreaterThan(1200);
});

it('has scenarios wherever the catalogue looks for evidence', () => {
  const nowhere = scenarioGlobs(catalogue).filter((glob) => !scenarios.some(({ id }) => globMatcher(glob)(id)));
  expect(nowhere).toEqual([]);
});
