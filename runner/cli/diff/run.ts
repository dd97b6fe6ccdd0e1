/** The run that `kconform diff --run` makes first. */
import { performRun } from '../../engine/perform.ts';
import { startProgress } from '../../report/progress.ts';
import { styleFor } from '../../report/style.ts';
import type { Results } from '../../results/schema.ts';
import { defaultJobs } from '../run.ts';
import { selectScenarios } from '../scenarios.ts';

/**
 * Run scenarios on kernels, with progress on the error stream.
 *
 * @returns the document and its path; where the run was interrupted, what was measured
 */
export async function runForDiff(
  kernels: readonly string[],
  patterns: readonly string[],
): Promise<{ doc: Results; path: string }> {
  const scenarios = await selectScenarios({ scenarios: [...patterns], tags: [], suite: undefined });
  const { stderr } = process;
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  const progress = startProgress({
    write: (text) => void stderr.write(text),
    columns: () => (stderr.isTTY ? stderr.columns : undefined),
    style: styleFor(stderr),
    verbose: false,
  });
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await performRun({
      kernels,
      scenarios,
      repeat: 1,
      jobs: defaultJobs(),
      timeoutScale: undefined,
      accelerator: 'auto',
      verbose: false,
      results: undefined,
      command: ['kconform', ...process.argv.slice(2)].join(' '),
      onEvent: progress.onEvent,
      signal: interrupt.signal,
    });
  } finally {
    progress.stop();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
