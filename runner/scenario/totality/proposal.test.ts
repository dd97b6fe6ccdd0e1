import { expect, test } from 'vitest';
import type { Facts } from '../../facts/facts.ts';
import { hypotheticalFacts } from '../../facts/hypothetical.ts';
import { judged } from '../../facts/judged-abi.ts';
import { compile } from '../compile.ts';
import type { Scenario } from '../scenario.ts';
import { scenarios } from './totality.ts';

/** What is asked of a kernel and expected of it, but not why. */
function asked(scenario: Scenario, facts: Facts): string {
  const { arms, unsupported } = compile(scenario, facts);
  const judgement = Object.values(arms).map(({ plan, steps }) => [
    plan,
    steps.map(({ role, expected, data, text, refused, known }) => [role, expected, data, text, refused, known]),
  ]);
  return JSON.stringify([unsupported, judgement], (_, value) =>
    typeof value === 'bigint' || value instanceof RegExp ? String(value) : value,
  );
}

/** They ask for the number, also by programs that go by it, or for what the series adds. */
const concerned = /^landlock\/(abi|sandboxer|escapes\/sandboxer)\/|\/a-ruleset-that-takes-one-descriptor-too-many-/;

// A series on 7.2 reports ABI 11, as 7.3 does for another feature: nothing of that must be expected.
test('a number that a series takes changes only what is said of the series', { timeout: 300_000 }, () => {
  const before = hypotheticalFacts(10);
  const after = judged({
    ...before,
    abi: 11,
    masks: { ...before.masks, scoped: 7n },
    features: { 'scope-pathname-unix': true },
  });
  const others = scenarios.filter(({ id, tags = [] }) => !tags.includes('proposal') && !concerned.test(id));
  expect(others.length).toBeGreaterThan(5000);
  expect(others.filter((one) => asked(one, before) !== asked(one, after)).map(({ id }) => id)).toEqual([]);
});
