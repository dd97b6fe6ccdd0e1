/** `kconform coverage`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { fetchKernel, type Kernel, resolveKernels } from '../../vm/kernels/index.ts';
import { readSeries } from '../../vm/kernels/source/series.ts';
import { Store } from '../../vm/store/index.ts';
import { type CountingKernel, countingKernel } from '../coverage/counting.ts';
import { type CoveredFile, figuresOf, gapsOf } from '../coverage/coverage.ts';
import { updateDocument } from '../coverage/document.ts';
import { renderLcov } from '../coverage/lcov.ts';
import { type Measured, measuredFiles } from '../coverage/measure.ts';
import { type PatchCoverage, patchCoverage, patchFigures } from '../coverage/patch.ts';
import { performRun } from '../engine/perform.ts';
import { plural } from '../report/style.ts';
import type { Results } from '../results/schema.ts';
import { EXIT, isExpected } from '../results/summary.ts';
import { requireWritable } from '../results/write.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { renderCoverage } from './coverage/render.ts';
import { interruptible } from './interruptible.ts';
import type { CoverageOptions } from './options.ts';
import type { Output } from './output.ts';
import { defaultJobs } from './run.ts';
import { teller } from './say.ts';
import { selectScenarios } from './scenarios.ts';

/** Run scenarios on a kernel that counts, and tell what of it they reach. */
export async function coverageCommand(options: CoverageOptions, output: Output): Promise<number> {
  const kernel = await namedKernel(options.kernel);
  const store = new Store();
  const patches = options.series.length > 0 ? await readSeries(options.series, store) : [];
  const { directory, profile: directories } = kernel.counters;
  const covered = (files: readonly CoveredFile[]) =>
    patchCoverage(patches, { source: join(directory, 'source'), directories, covered: files }, store);
  // A series that the kernel was built without is to be told before anything runs.
  await covered([]);
  const scenarios = await selectScenarios(options);
  for (const path of [options.lcov, options.json, options.document]) if (path !== undefined) requireWritable(path);
  using interrupt = interruptible({ secondEnds: true });
  return await store.scratch('counters', async (counters) => {
    const run = await runCounting(kernel, scenarios, counters, options, interrupt.signal);
    const measured = await measuredFiles(kernel.counters, counters);
    const series = await covered(measured.files);
    output.out(renderCoverage({ ...run, ...measured, series }));
    await writeFiles(kernel, measured, series, options);
    if (interrupt.signal.aborted) return EXIT.interrupted;
    if (run.doc.infrastructure.length > 0) return EXIT.infrastructure;
    return reachesEnough(measured.files, options) ? EXIT.pass : EXIT.unexpected;
  });
}

/** @throws UserError for a kernel that does not count, with how to build one that does */
async function namedKernel(name: string): Promise<CountingKernel> {
  const [kernel, ...others] = await resolveKernels([name]);
  if (others.length > 0) throw new UserError(`coverage is of one kernel, and ${name} is ${others.length + 1}`);
  // Others do not count, and need not be fetched to know it.
  return countingKernel(kernel!.kind === 'build' ? await fetchKernel(kernel!) : { id: name });
}

async function runCounting(
  kernel: Kernel,
  scenarios: readonly Scenario[],
  counters: string,
  options: CoverageOptions,
  signal: AbortSignal,
): Promise<{ doc: Results; path: string }> {
  const say = teller();
  say(`${plural(scenarios.length, 'scenario')} on ${kernel.id} (${kernel.version}) …`);
  let failed = 0;
  let done = 0;
  const run = await performRun({
    kernels: [kernel.id],
    scenarios,
    suite: options.suite,
    repeat: 1,
    jobs: options.jobs ?? defaultJobs(),
    timeoutScale: options.timeoutScale,
    accelerator: options.accel,
    verbose: false,
    counters,
    results: options.results,
    command: options.command,
    onEvent: (event) => {
      if (event.kind !== 'scenario' || event.phase !== 'end') return;
      if (!isExpected(event.verdict)) say(`${++failed}. ${event.verdict}: ${event.scenario}: ${event.reason}`);
      say(`${++done} of ${scenarios.length}`, true);
    },
    signal,
  });
  for (const { message } of run.doc.infrastructure) say(`error: ${message}`);
  return run;
}

async function writeFiles(
  kernel: CountingKernel,
  { files }: Measured,
  series: readonly PatchCoverage[],
  { lcov, json, document }: CoverageOptions,
): Promise<void> {
  const release = kernel.version ?? kernel.id;
  if (lcov !== undefined) await writeFile(lcov, renderLcov(files, join(kernel.counters.directory, 'source')));
  if (json !== undefined) {
    const whole = {
      kernel: { id: kernel.id, release, sha256: kernel.sha256 },
      figures: figuresOf(files),
      gaps: gapsOf(files),
      ...(series.length > 0 ? { series: { figures: patchFigures(series), patches: series } } : {}),
      files,
    };
    await writeFile(json, `${JSON.stringify(whole, null, 2)}\n`);
  }
  if (document !== undefined) {
    const text = await readFile(document, 'utf8');
    await writeFile(document, updateDocument(text, `Linux ${release}, x86-64, gcc’s gcov`, files));
  }
}

function reachesEnough(files: readonly CoveredFile[], { lines, branches }: CoverageOptions): boolean {
  const figures = figuresOf(files);
  return figures.linesRun * 100 >= lines * figures.lines && figures.branchesTaken * 100 >= branches * figures.branches;
}
