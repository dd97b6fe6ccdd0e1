/** `kconform selftests`. */
import { cpus } from 'node:os';
import type { OnEvent } from '../../vm/kernels/index.ts';
import { buildSelftests, type SelftestTarget } from '../../vm/selftests/build.ts';
import { prepareLtp } from '../../vm/selftests/ltp/prepare.ts';
import { Store } from '../../vm/store/index.ts';
import { requirePrograms } from '../baseline/known-failures.ts';
import { readBaseline } from '../baseline/read.ts';
import { requireTarget } from '../report/formats/write.ts';
import { EXIT } from '../results/summary.ts';
import { identitiesOf } from '../selftests/identities.ts';
import { performSelftests } from '../selftests/perform.ts';
import { attend } from './attended.ts';
import { tellFetch } from './build.ts';
import { concludeRun } from './conclude.ts';
import type { SelftestsOptions } from './options.ts';
import { defaultJobs } from './run.ts';
import { teller } from './say.ts';

/** Build selftests, run them in guests, show what they say; the exit status is that of a run. */
export async function selftestsCommand(options: SelftestsOptions): Promise<number> {
  // Read first: what is wrong in a baseline is to be told before anything is built.
  const baseline = options.baseline.length > 0 ? readBaseline(options.baseline, undefined, new Date()) : undefined;
  options.reports.forEach(requireTarget);
  using attended = attend(options.verbose);
  try {
    const say = teller();
    const { signal } = attended;
    const onFetch: OnEvent = (event) => tellFetch(event, say);
    const building = { store: new Store(), jobs: cpus().length, signal, say };
    const targets: SelftestTarget[] =
      options.ltp !== undefined
        ? await prepareLtp({ directory: options.ltp, names: options.targets, onFetch, ...building })
        : await buildSelftests({
            targets: options.targets,
            tree: options.tree,
            source: options.source,
            series: options.series,
            ...building,
            onFetch,
          });
    if (baseline) requirePrograms(baseline.known, identitiesOf(targets));
    const run = await performSelftests({
      kernels: options.kernels,
      targets,
      jobs: options.jobs ?? defaultJobs(),
      timeoutScale: options.timeoutScale,
      accelerator: options.accel,
      results: options.results,
      command: options.command,
      onEvent: attended.onEvent,
      signal: attended.signal,
    });
    attended.stop();
    return await concludeRun(run, options, baseline);
  } catch (error) {
    if (!attended.signal.aborted) throw error;
    return EXIT.interrupted;
  }
}
