import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ObservedResult } from '../plan/observation.ts';
import { ERRNO, type ErrnoName } from '../syscalls/errno.ts';
import { flip } from './flip.ts';
import { matches } from './match.ts';
import { anyOf, blocks, depending, dies, ends, errno, exits, OK, type Outcome, value } from './outcome.ts';

const simple: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constantFrom(OK, blocks, ends, dies(), dies(9)),
  fc.constantFrom(...(Object.keys(ERRNO) as ErrnoName[])).map(errno),
  fc.nat(3).map(value),
  fc.nat(255).map(exits),
);
const outcomes = fc.oneof(
  simple,
  fc.array(simple, { minLength: 1, maxLength: 3 }).map((all) => anyOf(...all)),
  fc.array(fc.tuple(simple, simple), { minLength: 1, maxLength: 3 }).map((all) => depending({ id: 0 }, ...all)),
);
const results: fc.Arbitrary<ObservedResult> = fc.oneof(
  fc.constantFrom<ObservedResult>(
    { kind: 'blocked' },
    { kind: 'gone' },
    { kind: 'unreached' },
    { kind: 'gone', signal: 9 },
  ),
  fc.nat(5).map((number): ObservedResult => ({ kind: 'ret', value: BigInt(number) })),
  fc.nat(133).map((number): ObservedResult => ({ kind: 'errno', number })),
  fc.nat(255).map((exit): ObservedResult => ({ kind: 'gone', exit })),
);

it('no observation satisfies an outcome and its flip', () => {
  fc.assert(
    fc.property(outcomes, results, fc.constantFrom('value' as const, 'status' as const), (outcome, result, answer) => {
      expect(matches(outcome, result, answer) && matches(flip(outcome), result, answer)).toBe(false);
    }),
  );
});
