/** `kconform selftests`. */
import { cpus } from 'node:os';
import { buildSelftests } from '../../vm/selftests/build.ts';
import { Store } from '../../vm/store/index.ts';
import { requireTarget } from '../report/formats/write.ts';
import { styleFor, widthOf } from '../report/style.ts';
import { renderReport } from '../report/terminal.ts';
import { EXIT, exitStatus } from '../results/summary.ts';
import { performSelftests } from '../selftests/perform.ts';
import { attend } from './attended.ts';
import { tellFetch } from './build.ts';
import type { SelftestsOptions } from './options.ts';
import { defaultJobs, writeReports } from './run.ts';
import { teller } from './say.ts';

/** Build selftests, run them in guests, show what they say; the exit status is that of a run. */
export async function selftestsCommand(options: SelftestsOptions): Promise<number> {
  const { stdout } = process;
  options.reports.forEach(requireTarget);
  using attended = attend(options.verbose);
  try {
    const say = teller();
    const targets = await buildSelftests({
      targets: options.targets,
      tree: options.tree,
      source: options.source,
      series: options.series,
      store: new Store(),
      jobs: cpus().length,
      signal: attended.signal,
      onFetch: (event) => tellFetch(event, say),
      say,
    });
    const { doc, path } = await performSelftests({
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
    stdout.write(
      renderReport(doc, { width: widthOf(stdout), style: styleFor(stdout), path, verbose: options.verbose }),
    );
    await writeReports(doc, path, options);
    return exitStatus(doc);
  } catch (error) {
    if (!attended.signal.aborted) throw error;
    return EXIT.interrupted;
  }
}
