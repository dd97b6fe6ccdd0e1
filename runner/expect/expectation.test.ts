import { describe, expect, it } from 'vitest';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import { abi, and, erratum, feature, landlockIs, mask, not, or } from './condition.ts';
import { EACCES, EPERM } from './errnos.ts';
import { conditionsOf, decide, evaluate, since, when } from './expectation.ts';
import { vulnerable } from './known.ts';
import { OK } from './outcome.ts';
import { inWords, reasonsInWords } from './words.ts';

const scoped = since(abi(6), EPERM).otherwise(OK);
const layered = when(erratum(3), OK).since(abi(9), EACCES).otherwise(scoped);

describe('chains', () => {
  it('are decided by the first condition that holds', () => {
    expect(evaluate(scoped, hypotheticalFacts(6))).toBe(EPERM);
    expect(evaluate(scoped, hypotheticalFacts(5))).toBe(OK);
    expect(evaluate(layered, hypotheticalFacts(9, { errata: 0 }))).toBe(EACCES);
    expect(evaluate(layered, hypotheticalFacts(9))).toBe(OK);
    expect(evaluate(layered, hypotheticalFacts(7, { errata: undefined }))).toBe(EPERM);
  });

  it('tell why', () => {
    expect(reasonsInWords(decide(scoped, hypotheticalFacts(11)).reasons)).toBe('since ABI 6');
    expect(reasonsInWords(decide(scoped, hypotheticalFacts(2)).reasons)).toBe('before ABI 6');
    expect(reasonsInWords(decide(OK, hypotheticalFacts(2)).reasons)).toBe('');
  });

  it('can be told for all kernels', () => {
    expect(inWords(scoped)).toBe('EPERM since ABI 6, otherwise success');
    expect(conditionsOf(layered)).toEqual([erratum(3), abi(9), abi(6)]);
  });

  it('tell what a kernel is known for', () => {
    const leaky = when(erratum(3), EPERM).otherwise(vulnerable('erratum 3: a hole', scoped));
    const unfixed = hypotheticalFacts(6, { errata: 0 });
    expect(decide(leaky, unfixed)).toMatchObject({
      result: EPERM,
      known: [{ kind: 'vulnerable', what: 'erratum 3: a hole' }],
    });
    expect(decide(leaky, hypotheticalFacts(9)).known).toEqual([]);
    expect(inWords(leaky)).toBe(
      'EPERM with the fix of erratum 3, otherwise EPERM since ABI 6, otherwise success (vulnerable to erratum 3: a hole)',
    );
    expect(reasonsInWords(decide(leaky, unfixed).reasons)).toBe('since ABI 6');
    expect(conditionsOf(leaky)).toEqual([erratum(3), abi(6)]);
  });
});

describe('conditions', () => {
  const on = (level: number, features: Record<string, boolean> = {}) => hypotheticalFacts(level, { features });
  it.each([
    [abi(1), on(0), false],
    [abi(1), hypotheticalFacts(5, { landlock: 'disabled' }), false],
    [landlockIs('disabled'), hypotheticalFacts(5, { landlock: 'disabled' }), true],
    [landlockIs('absent'), on(0), true],
    [erratum(1), on(3), false],
    [erratum(1), on(4), true],
    [feature('x'), on(4), false],
    [feature('x'), on(4, { x: true }), true],
    [mask('fs', 16), on(9), true],
    [mask('fs', 16), on(8), false],
    [and(abi(2), not(abi(4))), on(3), true],
    [or(abi(9), not(abi(2))), on(3), false],
  ])('%j', (condition, facts, held) => {
    expect(evaluate(when(condition, true).otherwise(false), facts)).toBe(held);
  });
});
