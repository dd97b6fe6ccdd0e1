import { cpus } from 'node:os';
import { tellFetch } from '../../runner/cli/build.ts';
import type { Part } from '../../runner/coverage/reach.ts';
import { isExpected } from '../../runner/results/summary.ts';
import { selftestsReach } from '../../runner/selftests/coverage.ts';
import type { Kernel } from '../../vm/kernels/index.ts';
import { buildSelftests } from '../../vm/selftests/build.ts';
import { Store } from '../../vm/store/index.ts';
import { type LandlockBuild, SERIES } from './landlock.ts';

/**
 * Run Landlock's selftests of {@link SERIES} on a kernel that counts.
 *
 * @param counters host directory for what is brought out
 * @returns what each program reached
 */
export async function landlockSelftests(
  kernel: Kernel,
  counters: string,
  { jobs, signal, say }: Required<Pick<LandlockBuild, 'signal' | 'say'>> & { jobs: number },
): Promise<Part[]> {
  const targets = await buildSelftests({
    ...{ targets: ['landlock'], tree: undefined, source: SERIES, store: new Store(), jobs: cpus().length, signal, say },
    onFetch: (event) => tellFetch(event, say),
  });
  const { doc, parts } = await selftestsReach(
    {
      ...{ kernels: [kernel.id], targets, jobs, timeoutScale: undefined, accelerator: 'auto' },
      ...{ results: 'build/selftests-results.json', command: 'make coverage' },
      onEvent: (event) => event.kind === 'note' && say(event.text),
      signal: signal ?? new AbortController().signal,
    },
    kernel.counters!,
    counters,
  );
  const failed = doc.verdicts.filter(({ verdict }) => !isExpected(verdict)).length;
  say(`selftests/landlock: ${doc.verdicts.length} cases, ${failed} not as expected`);
  return parts;
}
