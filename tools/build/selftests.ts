import { cpus } from 'node:os';
import { tellFetch } from '../../runner/cli/build.ts';
import type { CountingKernel } from '../../runner/coverage/counting.ts';
import { plural } from '../../runner/report/style.ts';
import { isExpected } from '../../runner/results/summary.ts';
import { type SelftestsReach, selftestsReach } from '../../runner/selftests/coverage.ts';
import { buildSelftests } from '../../vm/selftests/build.ts';
import { Store } from '../../vm/store/index.ts';
import { type LandlockBuild, SERIES } from './landlock.ts';

/** How selftests run. */
export interface LandlockSelftests extends Required<Pick<LandlockBuild, 'signal' | 'say'>> {
  /** Directory, program or case. */
  target?: string | undefined;
  /** Whether each case has a guest of its own; otherwise each program has. */
  alone: boolean;
  jobs: number;
  /** What people called. */
  command: string;
}

/**
 * Run Landlock's selftests of {@link SERIES} on a kernel that counts.
 *
 * @param counters host directory for what is brought out
 * @throws InfrastructureError when some of them could not run: a figure of the others would be too small
 */
export async function landlockSelftests(
  kernel: CountingKernel,
  counters: string,
  { target = 'landlock', alone, jobs, command, signal, say }: LandlockSelftests,
): Promise<SelftestsReach> {
  const targets = await buildSelftests({
    ...{ targets: [target], tree: undefined, source: SERIES, store: new Store(), jobs: cpus().length, signal, say },
    onFetch: (event) => tellFetch(event, say),
  });
  let [done, planned] = [0, 0];
  const reach = await selftestsReach(
    {
      ...{ targets, alone, jobs, timeoutScale: undefined, accelerator: 'auto', command },
      results: 'build/selftests-results.json',
      onEvent: (event) => {
        if (event.kind === 'note') say(event.text);
        if (event.kind === 'planned') planned = event.scenarios;
        if (event.kind === 'scenario' && event.phase === 'end') say(`selftests: ${++done} of ${planned}`, true);
      },
      signal: signal ?? new AbortController().signal,
    },
    kernel,
    counters,
  );
  signal?.throwIfAborted();
  const { doc, parts } = reach;
  const failed = doc.verdicts.filter(({ verdict }) => !isExpected(verdict));
  for (const { verdict, scenario, reason } of failed) say(`${verdict}: ${scenario}: ${reason}`);
  say(`selftests of ${target}: ${doc.verdicts.length} verdicts, ${failed.length} not as expected`);
  say(`counters of ${plural(parts.length, alone ? 'case' : 'program')}`);
  return reach;
}
