/** One scenario on one kernel, without leaving results behind. */
import { join } from 'node:path';
import { Store } from '../../vm/store/index.ts';
import { isFailure, type Standing } from '../compare/index.ts';
import { performRun } from '../engine/perform.ts';
import type { OnEvent } from '../report/events.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** How to ask. */
export interface AskOptions {
  scenario: Scenario;
  kernel: string;
  suite?: string | undefined;
  /** How often; a scenario that fails now and then is bad when it fails once. */
  repeat: number;
  onEvent: OnEvent;
  signal: AbortSignal;
}

/** What the kernel answers; in words what kept it from answering, such as that it does not boot. */
export async function standingOf(options: AskOptions): Promise<Standing | string> {
  const { scenario, kernel, suite, repeat, onEvent, signal } = options;
  return new Store().scratch('bisect', async (directory) => {
    const { doc } = await performRun({
      kernels: [kernel],
      scenarios: [scenario],
      suite,
      repeat,
      jobs: 1,
      timeoutScale: undefined,
      accelerator: 'auto',
      verbose: false,
      results: join(directory, 'results.json'),
      command: ['kconform', ...process.argv.slice(2)].join(' '),
      onEvent,
      signal,
    });
    signal.throwIfAborted();
    const [failure] = doc.infrastructure;
    if (failure !== undefined) return failure.message.split('\n')[0]!;
    const failed = doc.verdicts.filter(({ verdict }) => isFailure(verdict));
    const verdict = failed[0] ?? doc.verdicts[0];
    if (verdict === undefined) return 'nothing was judged';
    return { verdict, times: doc.verdicts.length, failures: failed.length };
  });
}
