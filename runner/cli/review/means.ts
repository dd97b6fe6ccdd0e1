/** How a review applies, builds and asks in earnest. */
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { InfrastructureError } from '../../../vm/errors.ts';
import { buildKernelFrom } from '../../../vm/kernels/build/index.ts';
import { type Applied, amSeries } from '../../../vm/kernels/source/am.ts';
import type { Store } from '../../../vm/store/index.ts';
import { performRun } from '../../engine/perform.ts';
import { toolVersion } from '../../engine/tool-version.ts';
import { startProgress } from '../../report/progress.ts';
import { styleFor } from '../../report/style.ts';
import { type Base, type OpenBase, objectsOf } from '../../review/bases.ts';
import type { BuiltState, Means } from '../../review/review.ts';
import { savedResults } from '../../review/saved.ts';
import type { Series } from '../../review/series.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { defaultName, tellBuild } from '../build.ts';
import type { ReviewOptions } from '../options.ts';
import { defaultJobs } from '../run.ts';
import type { teller } from '../say.ts';

/** A review, as far as it is the same for all bases. */
export interface Request {
  options: ReviewOptions;
  series: Series;
  scenarios: readonly Scenario[];
  store: Store;
  say: ReturnType<typeof teller>;
  signal: AbortSignal;
}

/** Kernels from source, and guests. */
export function realMeans(base: Base, open: OpenBase, request: Request): Omit<Means, 'each' | 'onState'> {
  return {
    apply: () => apply(open, request),
    build: (patch, changes) => buildState(kernelName(base, patch, request), open, changes, request),
    ask: (state) => ask(state, request),
  };
}

async function apply({ directory, objects }: OpenBase, { series, store, signal, options }: Request): Promise<Applied> {
  // The series may have been made in a checkout that is not the base.
  const theirs = await objectsOf(series.range?.repository ?? options.tree);
  const all = [objects, theirs].filter((path) => path !== undefined);
  return amSeries(directory, series.patches, { store, objects: [...new Set(all)], signal });
}

/** As `build` would call the base, and the base with the whole series; between them by number. */
export function kernelName(
  base: Base,
  patch: number,
  { series, options }: Pick<Request, 'series' | 'options'>,
): string {
  const words = patch === 0 ? [] : [series.name, ...(patch < series.patches.length ? [`${patch}`] : [])];
  return defaultName({ source: [base.name, ...words].join('-'), series: [], config: options.config });
}

/** Build the base with some files changed. */
export async function buildState(
  name: string,
  open: OpenBase,
  changes: ReadonlyMap<string, string | undefined>,
  { options, store, say, signal }: Request,
  config = options.config,
): Promise<BuiltState> {
  const { kernel, warnings } = await buildKernelFrom({
    ...open.from,
    name,
    series: [],
    changes,
    config,
    jobs: options.jobs ?? cpus().length,
    store,
    signal,
    onBuild: (event) => tellBuild(name, event, say),
    say: (text) => say(`build:${name}: ${text}`, true),
  });
  return { kernel: `build:${name}`, sha256: kernel.sha256, warnings };
}

async function ask({ kernel, sha256 }: BuiltState, request: Request) {
  const { options, scenarios, say } = request;
  const { repeat, fresh, suite } = options;
  const path = resolve(join('results/review', `${kernel.slice('build:'.length)}.json`));
  const ids = scenarios.map(({ id }) => id);
  // Whether specs of somebody else's folder have changed cannot be told.
  const isReusable = !fresh && suite === undefined;
  const saved = isReusable && savedResults(path, { sha256, scenarios: ids, repeat, tool: await toolVersion() });
  if (saved) {
    say(`${kernel}: asked already, results of ${saved.finished}`);
    return { doc: saved, path };
  }
  const { doc } = await runOn(kernel, path, request);
  const [failure] = doc.infrastructure;
  if (failure) return [failure.message, failure.console].filter(Boolean).join('\n');
  const [asked] = doc.kernels;
  if (asked === undefined || doc.verdicts.length === 0) return 'nothing was judged';
  if (asked.sha256 !== sha256) {
    throw new InfrastructureError(`${kernel} was built anew by somebody else while it was asked`, {
      hint: 'review series of the same name one after the other',
    });
  }
  return { doc, path };
}

/** Run the scenarios of the review on one kernel, with progress on the error stream. */
export async function runOn(
  kernel: string,
  results: string,
  { options, scenarios, signal }: Request,
  counters?: string,
) {
  const { stderr } = process;
  const progress = startProgress({
    write: (text) => void stderr.write(text),
    columns: () => (stderr.isTTY ? stderr.columns : undefined),
    style: styleFor(stderr),
  });
  try {
    const run = await performRun({
      kernels: [kernel],
      scenarios,
      suite: options.suite,
      repeat: counters === undefined ? options.repeat : 1,
      jobs: options.jobs ?? defaultJobs(),
      timeoutScale: undefined,
      accelerator: options.accel,
      verbose: false,
      counters,
      results,
      command: options.command,
      onEvent: progress.onEvent,
      signal,
    });
    signal.throwIfAborted();
    return run;
  } finally {
    progress.stop();
  }
}
