import { expect, test } from 'vitest';
import { hypotheticalFacts } from '../../../runner/facts/hypothetical.ts';
import { scenario } from '../../../runner/index.ts';
import { compile } from '../../../runner/scenario/compile.ts';
import { collectedScenarios } from '../../../runner/scenario/registry.ts';
import { Trace, traced } from './trace.ts';

// A domain that another scenario left behind may end in between (kernel/trace/trace_events_filter.c: an event without a filter is recorded).
test('filters are set before any event is recorded', () => {
  scenario('of an event', { ...traced, control: 'none: nothing is denied' }, (t) => {
    new Trace(t, ['free_domain', 'create_domain'], { filters: { create_domain: 'parent == 0' } });
  });
  const { arms } = compile(collectedScenarios().at(-1)!, hypotheticalFacts(11, { features: { 'trace-events': true } }));
  const opened = arms.test.steps.flatMap(({ words }) => /landlock_\w+\/(?:filter|enable)/.exec(words)?.[0] ?? []);
  expect(opened).toEqual([
    'landlock_create_domain/filter',
    'landlock_free_domain/enable',
    'landlock_create_domain/enable',
  ]);
});
