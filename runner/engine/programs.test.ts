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
  const which = ['--suite', 'fixtures/faults/suites', '--kernel', 'debian:7.3', 'faults/programs/**'];
  await runCli(['run', ...which, '--jobs', '1', '--results', document]);
  results = JSON.parse(readFileSync(document, 'utf8')) as Results;
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true }));

function verdictOf(slug: string): Verdict {
  const verdict = results.verdicts.find(({ scenario }) => scenario === `faults/programs/${slug}`);
  expect(verdict, slug).toBeDefined();
  return verdict!;
}

test('nothing that a program leaves behind is there for the next plan', () => {
  const innocent = results.verdicts.filter(({ scenario }) => scenario.includes('innocent'));
  expect(innocent.map(({ verdict, reason }) => `${verdict} ${reason}`.trim())).toEqual(Array(5).fill('pass'));
  // Each of them ran, and is no answer from before.
  expect(innocent.filter(({ guest_us = 0 }) => guest_us > 0)).toHaveLength(5);
});

test('what a program does is no infrastructure failure, unless it ends the agent: that says nothing about the kernel', () => {
  expect(results).toMatchObject({
    status: 'infrastructure',
    infrastructure: [
      {
        kernel: 'debian:7.3',
        message:
          'faults/programs/a-program-that-ends-the-agent: the agent in the guest was ended while a plan ran: signal, killed KILL',
      },
    ],
  });
  expect(results.verdicts.some(({ scenario }) => scenario.endsWith('ends-the-agent'))).toBe(false);
  expect(exitStatus(results)).toBe(69);
});

test('a program that never ends is a hang of that program, which tells what it printed', () => {
  expect(verdictOf('a-program-that-never-ends')).toMatchObject({
    verdict: 'hang',
    reason: expect.stringMatching(/run \/bin\/sh .*observed to block, printing "begun"$/),
  });
});

test('what a program prints is kept up to the limit, whether it ends or not', () => {
  const { verdict, reason } = verdictOf('a-program-that-floods-its-output-and-never-ends');
  expect(verdict).toBe('hang');
  // 4,096 bytes are kept by default, 600 characters of them told.
  expect(reason).toMatch(/printing "(y\\n)+" and 3495 characters more$/);
  expect(verdictOf('a-program-that-floods-its-output')).toMatchObject({ verdict: 'pass' });
});

test('a program that leaves daemons behind passes', () => {
  expect(verdictOf('a-program-that-leaves-daemons-behind')).toMatchObject({ verdict: 'pass' });
});

test('a program that forks for ever is a hang of that program: the tasks of the guest are limited', () => {
  expect(verdictOf('a-program-that-forks-for-ever')).toMatchObject({
    verdict: 'hang',
    // As in faults.test.ts, either deadline may end it.
    reason: expect.stringMatching(/run \/bin\/bash .*observed to block|stopped answering .* its guest was busy/),
  });
});

test('what the OOM killer ends is that program, and not the agent with it', () => {
  expect(verdictOf('a-program-that-the-oom-killer-ends')).toMatchObject({
    verdict: 'mismatch',
    reason: expect.stringContaining('observed death by SIGKILL'),
    console: expect.stringContaining('oom-kill'),
  });
});
