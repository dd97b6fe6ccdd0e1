import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_OPTIONS } from '../../../suites/landlock/features/config.ts';
import { features } from '../../../suites/landlock/features/index.ts';
import { type Condition, conditionsOf } from '../../expect/index.ts';
import type { Facts } from '../../facts/facts.ts';
import { ALL_ABIS, hypotheticalFacts, NEWEST_ABI } from '../../facts/hypothetical.ts';
import { parsePlan } from '../../plan/parse.ts';
import { faultsOfForm } from '../../references/check.ts';
import { compile, record } from '../compile.ts';
import { collectScenarios } from '../registry.ts';
import type { Scenario } from '../scenario.ts';

const root = resolve(import.meta.dirname, '../../..');
const files = globSync('suites/**/*.spec.ts', { cwd: root }).sort();
/** Every scenario of the suites. */
export const scenarios = await collectScenarios(files.map((file) => resolve(root, file)));

/** What a kernel is with a proposed scope: another ABI, and another bit. */
const proposing = (facts: Facts): Facts => ({
  ...facts,
  abi: facts.abi + 1,
  release: `${facts.release}-and-a-scope`,
  masks: { ...facts.masks, scoped: 7n },
  features: { ...facts.features, 'scope-pathname-unix': true },
});

const everyFeature = Object.fromEntries(Object.keys(features).map((name) => [name, true]));
/** Kernels of every ABI, also of those that nobody here has. */
export const kernels: readonly Facts[] = [
  ...ALL_ABIS.map((abi) => hypotheticalFacts(abi)),
  // Kernels that do not answer the query for errata, and one that answers without any fix.
  hypotheticalFacts(2, { errata: undefined }),
  hypotheticalFacts(6, { errata: undefined }),
  hypotheticalFacts(7, { errata: 0 }),
  hypotheticalFacts(0, { landlock: 'disabled' }),
  // Kernels with a proposal (fixtures/series/scope-pathname-unix): an ABI number that came to mean something else, and one that nobody knows.
  ...[7, NEWEST_ABI].map((abi) => proposing(hypotheticalFacts(abi))),
  // Kernels that have every feature, so that nothing is left out for want of one.
  ...[0, 6, 7, 10, 11].map((abi) => hypotheticalFacts(abi, { features: everyFeature })),
];

/** All simple conditions in one. */
function partsOf(condition: Condition): Condition[] {
  switch (condition.kind) {
    case 'not':
      return partsOf(condition.condition);
    case 'and':
    case 'or':
      return condition.conditions.flatMap(partsOf);
    default:
      return [condition];
  }
}

/** What nobody asks the guest for would count as missing for ever. */
function unasked(condition: Condition): string[] {
  if (condition.kind === 'feature' && features[condition.name] === undefined)
    return [`nobody probes the feature '${condition.name}'`];
  if (condition.kind === 'config' && !CONFIG_OPTIONS.includes(condition.option))
    return [`suites/landlock/features/config.ts lacks ${condition.option}`];
  return [];
}

/** Steps in plans that were parsed before: most kernels are given the same plan, but for its name. */
const parsed = new Map<string, number>();

function parsedSteps(plan: string): number {
  const body = plan.replace(/^name .*$/m, '');
  const steps = parsed.get(body) ?? parsePlan(plan).steps.length;
  parsed.set(body, steps);
  return steps;
}

/** References whose form was looked at before: whether a kernel's source has what they name is for `kconform docs --check`. */
const cited = new Map<string, string[]>();

function faultsOfReference(doc: string): string[] {
  const faults = cited.get(doc) ?? faultsOfForm(doc);
  cited.set(doc, faults);
  return faults;
}

function faultsOf(scenario: Scenario, facts: Facts): string[] {
  const where = `${scenario.id} on ${facts.release}`;
  const { arms, unsupported } = compile(scenario, facts);
  const faults: string[] = [];
  for (const arm of Object.values(arms)) {
    if (parsedSteps(arm.plan) !== arm.steps.length) faults.push(`${where}: the plan's steps do not parse back`);
  }
  if (unsupported === undefined && !arms.test.steps.some(({ role }) => role === 'check')) {
    faults.push(`${where}: no check`);
  }
  for (const step of record(scenario, facts, 'test').recorder.steps) {
    const conditions = step.expectation === undefined ? [] : conditionsOf(step.expectation);
    faults.push(
      ...conditions
        .flatMap(partsOf)
        .flatMap(unasked)
        .map((fault) => `${where}: ${fault}`),
    );
  }
  const docs = new Set(arms.test.steps.map(({ doc }) => doc));
  faults.push(...[...docs].flatMap(faultsOfReference).map((fault) => `${where}: ${fault}`));
  const needs = (scenario.needs ?? []).filter((need) => typeof need !== 'string');
  faults.push(
    ...needs
      .flatMap(partsOf)
      .flatMap(unasked)
      .map((fault) => `${where}: ${fault}`),
  );
  return faults;
}

/**
 * Tests that every spec says something on each of these kernels, that it can be parsed back, and that nothing it depends on is left unasked.
 *
 * @param kernels a part of {@link kernels}: two files share them, since there are two processors
 */
export function testTotality(kernels: readonly Facts[]): void {
  describe.each([...new Set(scenarios.map(({ spec }) => spec))])('%s', (spec) => {
    const own = scenarios.filter((scenario) => scenario.spec === spec);

    it.each(kernels)('says something on $release, errata $errata', { timeout: 120_000 }, (facts) => {
      expect(own.flatMap((scenario) => faultsOf(scenario, facts))).toEqual([]);
    });
  });
}
