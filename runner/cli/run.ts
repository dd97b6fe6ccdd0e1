/** `kconform run`. */
import { cpus } from 'node:os';
import { UserError } from '../../vm/errors.ts';
import { type Baseline, excuser } from '../baseline/baseline.ts';
import { readBaseline } from '../baseline/read.ts';
import { performRun } from '../engine/perform.ts';
import { requireTarget } from '../report/formats/write.ts';
import { EXIT } from '../results/summary.ts';
import { parseShard, shardOfEnvironment } from '../shard/environment.ts';
import { readDurations } from '../shard/read.ts';
import { shardInWords } from '../shard/share.ts';
import { attend } from './attended.ts';
import { concludeRun } from './conclude.ts';
import type { RunOptions } from './options.ts';
import { loadScenarios, selectScenarios } from './scenarios.ts';

/** Runs scenarios on kernels, shows the matrix, and returns the exit status that the results deserve. */
export async function runCommand(options: RunOptions): Promise<number> {
  const shard = chooseShard(options);
  const scenarios = await selectScenarios(options);
  const baseline = await baselineOf(options);
  options.reports.forEach(requireTarget);
  using attended = attend(options.verbose);
  if (shard)
    attended.onEvent({ kind: 'note', phase: 'line', text: `shard ${shardInWords(shard.number)}${shard.source}` });
  const { doc, path } = await performRun({
    kernels: options.kernels,
    scenarios,
    suite: options.suite,
    repeat: options.repeat,
    shard,
    bail: options.bail,
    isKnown: baseline && excuser(baseline),
    jobs: options.jobs ?? defaultJobs(),
    timeoutScale: options.timeoutScale,
    accelerator: options.accel,
    verbose: options.verbose,
    results: options.results,
    command: options.command,
    onEvent: attended.onEvent,
    signal: attended.signal,
  });
  attended.stop();
  const status = await concludeRun({ doc, path }, options, baseline);
  // A run that ended itself after failures has said what it was asked for.
  const enough = options.bail !== undefined && !attended.signal.aborted && doc.status === 'interrupted';
  return enough ? EXIT.unexpected : status;
}

/** Which part of the run, and who said so. */
function chooseShard({ shard, durations }: RunOptions) {
  if (shard === undefined) {
    if (durations === undefined) return undefined;
    throw new UserError('--durations says how to divide a run, and needs --shard', { hint: '--shard I/N, or auto' });
  }
  const number = shard === 'auto' ? shardOfEnvironment(process.env) : { ...parseShard(shard, '--shard'), source: '' };
  const source = number.source && `, as ${number.source} says`;
  return { number, source, durations: readDurations(durations) };
}

/** Read first: a typo in a baseline is to be told before anything runs. */
async function baselineOf({ baseline, suite }: RunOptions): Promise<Baseline | undefined> {
  if (baseline.length === 0) return undefined;
  const ids = (await loadScenarios(suite)).map(({ id }) => id);
  return readBaseline(baseline, ids, new Date());
}

/** A guest keeps one processor busy; beyond a handful, memory and vitest's main process are what is short. */
export function defaultJobs(): number {
  return Math.max(1, Math.min(cpus().length, 8));
}
