import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Results, Verdict } from '../../runner/results/schema.ts';
import { EXIT, isExpected } from '../../runner/results/summary.ts';
import { InfrastructureError } from '../../vm/errors.ts';
import type { Fate } from './record.ts';

/** One run of the suites on one kernel. */
export interface Run {
  kernel: string;
  /** Patterns of scenarios; none means all. */
  scenarios: readonly string[];
  /** What the kernel shows without a mutant, too. */
  ignored: Shown;
  /** Enough failures; undefined runs everything. */
  bail: number | undefined;
  jobs: number;
  signal: AbortSignal;
}

/** What a kernel shows, by which a mutant could be noticed. */
export interface Shown {
  /** Scenarios that fail. */
  failing: ReadonlySet<string>;
  /** What it is known for, as the results tell it. */
  known: ReadonlySet<string>;
}

/** A kernel that nobody knows anything about. */
export const NOTHING: Shown = { failing: new Set(), known: new Set() };

const program = join(import.meta.dirname, '../../runner/cli/main.ts');
const results = join(import.meta.dirname, '../../build/mutant-results.json');

/**
 * Run scenarios on a kernel, in a process of its own: dozens of runs share nothing.
 *
 * @returns what was not as expected, or is known of broken kernels only, and how many verdicts there were
 * @throws InfrastructureError when nothing could be said
 */
export async function runOn(run: Run): Promise<Pick<Fate, 'killers' | 'scenarios'>> {
  await rm(results, { force: true });
  const bail = run.bail === undefined ? [] : ['--bail', String(run.bail + run.ignored.failing.size)];
  const chosen = run.scenarios.flatMap((pattern) => ['--scenario', pattern]);
  const args = [program, 'run', '--kernel', run.kernel, '--jobs', String(run.jobs), '--results', results];
  const child = await execa(process.execPath, [...args, ...bail, ...chosen], {
    reject: false,
    cancelSignal: run.signal,
    stdin: 'ignore',
    all: true,
  });
  run.signal.throwIfAborted();
  if (child.exitCode !== EXIT.pass && child.exitCode !== EXIT.unexpected) {
    throw new InfrastructureError(`${run.kernel} could not be judged:\n${child.all.split('\n').slice(-12).join('\n')}`);
  }
  const { verdicts } = JSON.parse(await readFile(results, 'utf8')) as Results;
  return { killers: verdicts.flatMap((verdict) => noticed(verdict, run.ignored)), scenarios: verdicts.length };
}

/** A verdict that tells the mutant from the kernel as it is. A bug that kconform knows makes a verdict pass, and is told all the same. */
export function noticed({ scenario, verdict, reason, known = [] }: Verdict, ignored: Shown): Fate['killers'] {
  if (!isExpected(verdict)) return ignored.failing.has(scenario) ? [] : [{ scenario, verdict, reason }];
  return known
    .filter(({ what }) => !ignored.known.has(what))
    .map(({ kind, what }) => ({ scenario, verdict: kind, reason: what }));
}
