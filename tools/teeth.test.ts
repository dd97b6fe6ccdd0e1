import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../vm/installation.ts';

/** Runs the tool on the newest and the oldest kernel with Landlock, or one of them. */
async function teeth(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-test-'));
  const run = await execa(
    process.execPath,
    ['tools/teeth.ts', '--jobs', '1', '--results', join(folder, 'results.json'), ...args],
    { cwd: root, reject: false, env: { VITEST: undefined } },
  );
  rmSync(folder, { recursive: true });
  return run;
}

test('scenarios that cannot fail are found, in a guest', { timeout: 480_000 }, async () => {
  const { stdout, exitCode } = await teeth('--kernel', 'debian:7.3', '--suite', 'fixtures/teeth/suites');
  expect(stdout.replace(/\nresults: .*/, '')).toMatchInlineSnapshot(`
    "debian:7.3: 4 scenarios passed, 5 expectations flipped: 3 survivors

    hole  teeth/toothless/a-check-of-something-begun-and-never-awaited
      on debian:7.3
      test arm, step 1: start getpid(): its outcome may be any

    hole  teeth/toothless/no-check-at-all
      on debian:7.3
      test arm, step 0: no check at all: the scenario has no check

    hole  teeth/toothless/nothing-expected-of-a-buffer
      on debian:7.3
      test arm, step 0: getpid(): its data or text may be any
    "
  `);
  expect(exitCode).toBe(1);
});

test('of a random sample of the suites, every flipped expectation is noticed', { timeout: 480_000 }, async () => {
  const args = ['--kernel', 'debian:7.3', '--kernel', 'debian:6.1', '--sample', '80', '--seed', '20261125'];
  const { stdout, stderr, exitCode } = await teeth(...args);
  expect(stderr).toContain('80 scenarios chosen with seed 20261125');
  expect(stdout).toMatch(/^debian:7\.3: \d+ scenarios passed, [\d,]+ expectations flipped: each fails its scenario$/m);
  expect(stdout).toMatch(/^debian:6\.1: \d+ scenarios passed, [\d,]+ expectations flipped: each fails its scenario$/m);
  expect(exitCode).toBe(0);
});
