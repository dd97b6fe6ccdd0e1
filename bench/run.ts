/** `kconform run` as a user starts it, timed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { readResults } from '../runner/results/read.ts';
import type { Results } from '../runner/results/schema.ts';
import type { Scenario } from '../runner/scenario/scenario.ts';
import { InfrastructureError } from '../vm/errors.ts';
import { root } from '../vm/installation.ts';

/** A whole run. */
export interface TimedRun {
  /** Wall time in milliseconds, from starting the program to its end. */
  ms: number;
  doc: Results;
}

/**
 * Runs `kconform run` in a process of its own.
 *
 * @param args after `run`
 * @throws {InfrastructureError} when the run is not complete: its time means nothing
 */
export async function timedRun(args: readonly string[]): Promise<TimedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-bench-'));
  try {
    const results = join(folder, 'results.json');
    const started = performance.now();
    const { exitCode, stderr } = await execa(
      process.execPath,
      ['runner/cli/main.ts', 'run', ...args, '--results', results],
      { cwd: root, reject: false, stdin: 'ignore' },
    );
    const ms = performance.now() - started;
    if (exitCode !== 0 && exitCode !== 1) {
      throw new InfrastructureError(`kconform run ${args.join(' ')} ended with ${exitCode}: ${stderr.slice(-2000)}`);
    }
    return { ms, doc: readResults(results) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Lets kernels be fetched, booted and asked for their facts before anything is timed: one scenario for each way of booting.
 *
 * @param kernels names as for `--kernel`
 * @param scenarios that will be timed
 */
export async function warmUp(kernels: readonly string[], scenarios: readonly Scenario[]): Promise<void> {
  const firsts = Map.groupBy(scenarios, ({ boot }) => boot ?? 'default').values();
  await timedRun([...onKernels(kernels), ...choosing([...firsts].map(([first]) => first!.id))]);
}

/** Words that choose kernels. */
export function onKernels(names: readonly string[]): string[] {
  return names.flatMap((name) => ['--kernel', name]);
}

/** Words that choose scenarios. */
export function choosing(scenarios: readonly string[]): string[] {
  return scenarios.flatMap((pattern) => ['--scenario', pattern]);
}
