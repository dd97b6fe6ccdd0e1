import { expect, it } from 'vitest';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import type { Observation, ObservedResult } from '../plan/observation.ts';
import { compile } from '../scenario/compile.ts';
import { collectedScenarios } from '../scenario/registry.ts';
import { scenario } from '../scenario/scenario.ts';
import { EPERM } from './errnos.ts';
import { judge } from './judge.ts';
import { value } from './outcome.ts';
import { proveTeeth } from './teeth.ts';

scenario('kill', { doc: 'signal(7)' }, ({ main }) => {
  main.getpid();
  main.kill(1, 0).expect(EPERM);
});
scenario('read', { doc: 'read(2)' }, ({ main }) => {
  main.read(0, 4).expect(value(4)).outputs('text');
});
scenario('begun', { doc: 'pause(2)' }, ({ main }) => {
  main.process('child').getpid().expect(EPERM).start();
});
scenario('expected too late', { doc: 'pause(2)' }, ({ main }) => {
  const step = main.process('child').getpid();
  step.start().await();
  step.expect(EPERM);
});
scenario('no data where it is refused', { doc: 'read(2)' }, ({ main }) => {
  main.read(0, 4).expect(EPERM).outputs('').control('same');
});
scenario('no check', { doc: 'getpid(2)' }, ({ main }) => {
  main.getpid();
});

const ok: ObservedResult = { kind: 'ret', value: 0n };
const eperm: ObservedResult = { kind: 'errno', number: 1 };
const observe = (...results: ObservedResult[]): Observation => ({
  steps: results.map((result, id) => ({ id, result, outputs: [] })),
  end: { kind: 'ok' },
});
/** Judges with these observations, in which the buffer of the first step begins with `text`. */
function teethOf(title: string, test: Observation, control?: Observation, text = '\0') {
  const compiled = compile(collectedScenarios().find((one) => one.title === title)!, hypotheticalFacts(6));
  const region = compiled.arms.test.steps[0]?.data[0]?.region;
  const outputs = region ? [{ ...region, bytes: new TextEncoder().encode(text) }] : [];
  const filled = (run: Observation): Observation => ({
    ...run,
    steps: run.steps.map((step, index) => (index === 0 ? { ...step, outputs } : step)),
  });
  const observations = { test: filled(test), control: control && filled(control) };
  expect(judge(compiled, observations).verdict).toBe('pass');
  const { flips, survivors } = proveTeeth(compiled, observations);
  return { flips, survivors: survivors.map(({ arm, id, why }) => `${arm} ${id}: ${why}`) };
}

it('flips the checks of both arms', () => {
  expect(teethOf('kill', observe(ok, eperm), observe(ok, ok))).toEqual({ flips: 2, survivors: [] });
});

it('flips outcome and data', () => {
  expect(teethOf('read', observe({ kind: 'ret', value: 4n }), undefined, 'text')).toEqual({ flips: 2, survivors: [] });
});

it('finds a check of something begun and never awaited', () => {
  const { survivors } = teethOf('begun', observe(ok, { kind: 'started' }), observe(ok, { kind: 'started' }));
  expect(survivors).toEqual(['test 1: its outcome may be any', 'control 1: its outcome may be any']);
});

it('finds an expectation that came after the await', () => {
  expect(teethOf('expected too late', observe(ok, { kind: 'started' }, ok)).survivors).toEqual([
    'test 1: it expects nothing',
  ]);
});

it('finds a scenario without any check', () => {
  expect(teethOf('no check', observe(ok))).toEqual({ flips: 0, survivors: ['test 0: the scenario has no check'] });
});

it('takes no data for no expectation where the step is refused', () => {
  expect(teethOf('no data where it is refused', observe(eperm), observe(eperm))).toEqual({ flips: 2, survivors: [] });
});
