import { expect, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import { HOSTILE, hostileResults } from '../testing/hostile-results.ts';
import { runnerReads } from '../testing/workflow-commands.ts';
import { plainDocument } from './plain-document.ts';
import { startProgress } from './progress.ts';
import { renderReport } from './terminal.ts';

const steering = /[^\n\t\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\u{10ffff}]/gu;

test('an ordinary document is as it was', () => {
  expect(plainDocument(sampleResults())).toEqual(sampleResults());
});

test('a hostile one gives orders to neither a terminal nor the runner of GitHub', () => {
  const doc = hostileResults();
  const before = structuredClone(doc);
  const text = renderReport(doc, { verbose: true, width: 100_000 });
  expect(text.match(steering)).toBeNull();
  expect(runnerReads(text).commands).toEqual([]);
  expect(doc).toEqual(before);
});

test('nor does the progress of a run', () => {
  let text = '';
  const { onEvent } = startProgress({ write: (more) => (text += more), verbose: true });
  onEvent({ kind: 'note', phase: 'line', text: HOSTILE });
  onEvent({ kind: 'boot', phase: 'end', kernel: `x${HOSTILE}`, ms: 1, error: HOSTILE });
  onEvent({ kind: 'boot', phase: 'line', kernel: 'x', text: HOSTILE });
  onEvent({ kind: 'scenario', phase: 'end', kernel: 'x', scenario: HOSTILE, verdict: 'crash', reason: HOSTILE, ms: 1 });
  expect(text).toContain('fake');
  expect(text.match(steering)).toBeNull();
  expect(runnerReads(text).commands).toEqual([]);
});
