import { expect, test } from 'vitest';
import { hypotheticalFacts } from '../../../runner/facts/hypothetical.ts';
import { scenario } from '../../../runner/index.ts';
import { compile } from '../../../runner/scenario/compile.ts';
import { collectedScenarios } from '../../../runner/scenario/registry.ts';
import { COMMAND, EXECUTING, expectTelling, notEnforced, ours, runs } from './programs.ts';

const facts = hypotheticalFacts(10);
const hints = 'Hint: You should update the running kernel';

test.for([
  { words: 'an ABI', facts, begins: hints },
  // Linux 7.2 with fixtures/series/scope-pathname-unix: judged-abi.ts takes it as ABI 10.
  // It has no flag NO_NEW_PRIVS, for which the programs ask from ABI 11 on.
  {
    words: 'an ABI whose number it is not judged as',
    facts: { ...facts, reportedAbi: 11 },
    begins: notEnforced(facts),
  },
  { words: 'the newest ABI', facts: hypotheticalFacts(11), begins: EXECUTING },
])('a program says what belongs to the number that it sees: of a kernel that reports $words', ({ facts, begins }) => {
  scenario(`of ${begins}`, { doc: 'here', needs: ours.needs, control: 'none: only said' }, ({ main }) => {
    expectTelling(main, [ours.path, ...COMMAND], {}, runs);
  });
  const { steps } = compile(collectedScenarios().at(-1)!, facts).arms.test;
  expect(steps.map(({ text }) => text).filter(Boolean)).toEqual([expect.stringMatching(new RegExp(`^${begins}`))]);
});
