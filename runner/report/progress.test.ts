import { expect, test } from 'vitest';
import type { Event } from './events.ts';
import { type ProgressOptions, startProgress } from './progress.ts';

const kernel = 'debian:7.3';
const scenario = 'landlock/scope/abstract/connect';
const passed: Event = { kind: 'scenario', phase: 'end', kernel, scenario, verdict: 'pass', reason: '', ms: 8 };

const events: Event[] = [
  { kind: 'note', phase: 'line', text: 'KVM does not run guests here: using TCG' },
  { kind: 'download', phase: 'start', kernel },
  { kind: 'download', phase: 'line', kernel, text: '5 of 13 MB' },
  { kind: 'download', phase: 'end', kernel, ms: 4200, text: '7.3.4' },
  { kind: 'boot', phase: 'start', kernel },
  { kind: 'boot', phase: 'end', kernel, ms: 3100 },
  { kind: 'snapshot', phase: 'start', kernel },
  { kind: 'snapshot', phase: 'end', kernel, ms: 210 },
  { kind: 'planned', phase: 'line', kernel, scenarios: 3 },
  { kind: 'restore', phase: 'start', kernel },
  { kind: 'restore', phase: 'end', kernel, ms: 70 },
  { kind: 'scenario', phase: 'start', kernel, scenario },
  passed,
  { ...passed, verdict: 'mismatch', reason: 'step 2: connect() expected EPERM, observed OK\nmore' },
  { ...passed, verdict: 'unsupported', reason: 'needs net' },
  { kind: 'boot', phase: 'end', kernel: './bzImage', ms: 9000, error: 'no guest answered in 3 boots' },
];

function shown(options: Partial<ProgressOptions> = {}): string {
  let text = '';
  const append = (part: string) => {
    text += part;
  };
  // Every event comes 12 ms after the one before.
  let clock = 0;
  const progress = startProgress({ write: append, now: () => clock, ...options });
  for (const event of events) {
    progress.onEvent(event);
    clock += 12;
  }
  progress.stop();
  return text;
}

test('without a terminal: a line for each stage, failures as they come', () => {
  expect(shown()).toMatchInlineSnapshot(`
    "KVM does not run guests here: using TCG
    debian:7.3: fetched in 4.2 s: 7.3.4
    debian:7.3: booted in 3.1 s
    debian:7.3: snapshot taken in 210 ms
    debian:7.3: mismatch landlock/scope/abstract/connect: step 2: connect() expected EPERM, observed OK
    debian:7.3: 3 scenarios: 1 pass, 1 mismatch, 1 unsupported in 36 ms
    ./bzImage: failed: no guest answered in 3 boots
    "
  `);
});

test('verbose', () => {
  expect(shown({ verbose: true })).toMatchInlineSnapshot(`
    "KVM does not run guests here: using TCG
    debian:7.3: 5 of 13 MB
    debian:7.3: fetched in 4.2 s: 7.3.4
    debian:7.3: booted in 3.1 s
    debian:7.3: snapshot taken in 210 ms
    debian:7.3: restored in 70 ms
    debian:7.3: pass landlock/scope/abstract/connect (8 ms)
    debian:7.3: mismatch landlock/scope/abstract/connect: step 2: connect() expected EPERM, observed OK (8 ms)
    debian:7.3: unsupported landlock/scope/abstract/connect: needs net (8 ms)
    debian:7.3: 3 scenarios: 1 pass, 1 mismatch, 1 unsupported in 36 ms
    ./bzImage: failed: no guest answered in 3 boots
    "
  `);
});

test('on a terminal the last line is rewritten, and nothing of it stays', () => {
  const text = shown({ columns: () => 60, interval: 0 });
  expect(text.replaceAll('\r\x1b[K', '<erase>\n')).toMatchInlineSnapshot(`
    "KVM does not run guests here: using TCG
    [0/0]<erase>
    [0/0]  debian:7.3 fetching<erase>
    [0/0]  debian:7.3 fetching (5 of 13 MB)<erase>
    debian:7.3: fetched in 4.2 s: 7.3.4
    [0/0]<erase>
    [0/0]  debian:7.3 booting<erase>
    debian:7.3: booted in 3.1 s
    [0/0]<erase>
    [0/0]  debian:7.3 taking a snapshot<erase>
    debian:7.3: snapshot taken in 210 ms
    [0/0]<erase>
    [0/3]<erase>
    [0/3]  debian:7.3 restoring<erase>
    [0/3]<erase>
    [0/3]<erase>
    [1/3]  debian:7.3 1/3<erase>
    debian:7.3: mismatch landlock/scope/abstract/connect: step 2: connect() expected EPERM, observed OK
    [2/3] 1 not as expected  debian:7.3 2/3<erase>
    debian:7.3: 3 scenarios: 1 pass, 1 mismatch, 1 unsupported in 36 ms
    [3/3] 1 not as expected<erase>
    ./bzImage: failed: no guest answered in 3 boots
    [3/3] 1 not as expected<erase>
    "
  `);
  expect(text.endsWith('\r\x1b[K')).toBe(true);
});

test('the live line never wraps', () => {
  const live = shown({ columns: () => 20, interval: 0 })
    .split('\r\x1b[K')
    .map((part) => part.split('\n').at(-1) ?? '');
  expect(Math.max(...live.map(({ length }) => length))).toBe(19);
});

test('the live line is not drawn more often than is useful', () => {
  const text = shown({ columns: () => 60, interval: 100, now: () => 0 });
  expect(text.split('\r\x1b[K').length).toBeLessThan(
    shown({ columns: () => 60, interval: 0 }).split('\r\x1b[K').length,
  );
});
