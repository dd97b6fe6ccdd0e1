import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Results, Verdict } from '../results/schema.ts';
import { exitStatus } from '../results/summary.ts';
import { runCli } from '../testing/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'kconform-test-'));
const document = join(folder, 'results.json');
let results: Results;

beforeAll(async () => {
  await runCli([
    'run',
    '--suite',
    'fixtures/faults/suites',
    'faults/guest/**',
    '--kernel',
    'debian:7.3',
    '--jobs',
    '1',
    '--results',
    document,
  ]);
  results = JSON.parse(readFileSync(document, 'utf8')) as Results;
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true }));

function verdictOf(slug: string): Verdict {
  const verdict = results.verdicts.find(({ scenario }) => scenario === `faults/guest/${slug}`);
  expect(verdict, slug).toBeDefined();
  return verdict!;
}

test('every innocent scenario gets its verdict, whatever happened before it', () => {
  const innocent = results.verdicts.filter(({ scenario }) => scenario.includes('innocent'));
  expect(innocent).toHaveLength(6);
  expect(innocent.map(({ verdict, reason }) => `${verdict} ${reason}`.trim())).toEqual(Array(6).fill('pass'));
  // Each of them ran, and is no answer from before.
  expect(innocent.filter(({ guest_us = 0 }) => guest_us > 0)).toHaveLength(6);
});

test('the run is complete: what the guest does to itself is no infrastructure failure', () => {
  expect(results.status).toBe('complete');
  expect(results.infrastructure).toEqual([]);
  expect(exitStatus(results)).toBe(1);
});

test('how long a restore takes is told of the kernel', () => {
  expect(results.kernels.map(({ restore_ms = 0 }) => restore_ms > 0)).toEqual([true]);
});

test('a panic is a crash, named by its message, with the console', () => {
  const { verdict, reason, splats, console } = verdictOf('panic-by-sysrq');
  expect(verdict).toBe('crash');
  expect(reason).toMatch(/sysrq/i);
  expect(splats?.length).toBeGreaterThan(0);
  expect(console).toContain('sysrq');
});

test('a virtual machine that ends without a word is a crash', () => {
  expect(verdictOf('a-reboot')).toMatchObject({
    verdict: 'crash',
    reason: expect.stringContaining('virtual machine ended'),
  });
});

test.each(['a-call-that-never-returns', 'a-program-that-never-returns', 'a-fork-bomb', 'a-flood-of-the-console'])(
  '%s is a hang',
  (slug) => {
    const { verdict, reason } = verdictOf(slug);
    expect(verdict).toBe('hang');
    // Under a fork bomb the supervisor may not get its turn before the deadline of the host, on a busy one: that contains it as well.
    expect(reason).toMatch(slug === 'a-fork-bomb' ? /observed|stopped answering .* its guest was busy/ : /observed/);
  },
);

test('what the OOM killer ends is an unexpected wait status, not a crash of the kernel', () => {
  const { verdict, reason, console } = verdictOf('a-process-that-the-oom-killer-ends');
  expect(verdict).toBe('mismatch');
  // SIGKILL in a wait status.
  expect(reason).toMatch(/wait4\(eater, .*expected 0x00000000 .*observed 0x09000000/);
  expect(console).toContain('oom-kill');
});
