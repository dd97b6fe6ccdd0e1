import { describe, expect, it } from 'vitest';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import type { ObservedResult } from '../plan/observation.ts';
import { compile } from '../scenario/compile.ts';
import { collectedScenarios } from '../scenario/registry.ts';
import { scenario } from '../scenario/scenario.ts';
import { EACCES, ENOMEM } from './errnos.ts';
import { flipsOf, withStep } from './flip.ts';
import { judge } from './judge.ts';
import { anyOf, depending, OK, value } from './outcome.ts';

scenario('restrict', { doc: 'here', control: 'none: about the call itself' }, ({ main }) => {
  const call = main.getpid().expect(anyOf(ENOMEM, OK));
  main.read(0, 4).expect(depending(call, [ENOMEM, value(4)], [OK, EACCES]));
});
const compiled = compile(collectedScenarios().at(-1)!, hypotheticalFacts(6));

const success: ObservedResult = { kind: 'ret', value: 4n };
const refused = (number: number): ObservedResult => ({ kind: 'errno', number });
const enomem = refused(12);
const eacces = refused(13);
const observed = (...results: ObservedResult[]) => ({
  test: { steps: results.map((result, id) => ({ id, result, outputs: [] })), end: { kind: 'ok' } as const },
});

describe('what depends on an earlier step', () => {
  it.each([
    ['the first answer', enomem, success],
    ['the second answer', success, eacces],
  ])('passes after %s', (_, call, read) => {
    expect(judge(compiled, observed(call, read))).toMatchObject({ verdict: 'pass', reason: '' });
  });

  it.each([
    ['the first answer', enomem, eacces, 'the value 4 after ENOMEM of step 0 (here), observed EACCES'],
    ['the second answer', success, success, 'EACCES after success of step 0 (here), observed success'],
  ])('is what fails where it is only right after the other: %s', (_, call, read, reason) => {
    expect(judge(compiled, observed(call, read))).toMatchObject({
      verdict: 'mismatch',
      reason: expect.stringMatching(new RegExp(`^step 1: .*: expected ${reason.replace(/[()]/g, '\\$&')}$`)),
    });
  });

  it('leaves the blame to a step whose answer it does not know', () => {
    expect(judge(compiled, observed(refused(22), success)).reason).toMatch(/^step 0: .*expected ENOMEM or success/);
  });

  it('has teeth', () => {
    for (const step of compiled.arms.test.steps) {
      for (const flip of flipsOf(step)) {
        expect(judge(withStep(compiled, 'test', flip), observed(enomem, success)).verdict).toBe('mismatch');
      }
    }
  });

  it('calls for a control arm where one of its cases is a refusal', () => {
    scenario('denied', { doc: 'here' }, ({ main }) => {
      const call = main.getpid();
      main.read(0, 4).expect(depending(call, [OK, EACCES]));
    });
    const { control } = compile(collectedScenarios().at(-1)!, hypotheticalFacts(6)).arms;
    expect(control?.steps[1]?.expected).toBe(OK);
  });
});
