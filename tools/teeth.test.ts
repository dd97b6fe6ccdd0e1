import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../runner/engine/root.ts';

test('scenarios that cannot fail are found, in a guest', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-test-'));
  const args = ['--kernel', 'debian:7.3', '--jobs', '1', '--suite', 'fixtures/teeth/suites'];
  const { stdout, exitCode } = await execa(
    process.execPath,
    ['tools/teeth.ts', ...args, '--results', join(folder, 'results.json')],
    { cwd: root, reject: false, env: { VITEST: undefined } },
  );
  rmSync(folder, { recursive: true });
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
