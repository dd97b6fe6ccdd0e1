import { expect, it } from 'vitest';
import { layeredRelations, relations } from './relations.ts';

// Written down by hand from Documentation/userspace-api/landlock.rst, so that the rule in relations.ts is checked against something.
it('says which relations are out of scope', () => {
  const out = [...relations, ...layeredRelations].filter(({ outOfScope }) => outOfScope).map(({ label }) => label);
  expect(out).toEqual([
    'client sandboxed',
    'child→parent',
    'grandchild→grandparent',
    'siblings',
    'nested siblings',
    'nested siblings of two layers each',
    'cousins',
    'child→parent, outer layer irrelevant',
    'nested siblings, outer layer irrelevant',
    'siblings, irrelevant layer above',
    'siblings, restriction in the middle',
  ]);
});
