/**
 * Builds a kernel that counts what of Landlock is executed, runs scenarios on it, and tells what they reach and what they do not. Run by `make coverage`. Exits
 * with 1 when less is reached than --lines and --branches ask for, with 69 when the kernel could not be built or run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { reportError } from '../runner/cli/errors.ts';
import { standardOutput } from '../runner/cli/output.ts';
import { teller } from '../runner/cli/say.ts';
import { selectScenarios } from '../runner/cli/scenarios.ts';
import { table } from '../runner/cli/table.ts';
import { counterPaths } from '../runner/coverage/baseline.ts';
import { figuresOf, gapsOf, markAssertions, mergeFiles, nameFunctions } from '../runner/coverage/coverage.ts';
import { updateDocument } from '../runner/coverage/document.ts';
import { runGcov } from '../runner/coverage/gcov.ts';
import { renderFiles, renderGaps } from '../runner/coverage/report.ts';
import { totalCounters } from '../runner/coverage/total.ts';
import { performRun } from '../runner/engine/perform.ts';
import { plural } from '../runner/report/style.ts';
import { EXIT, isExpected } from '../runner/results/summary.ts';
import { Store } from '../vm/store/index.ts';
import { toolArguments } from './arguments.ts';
import { buildLandlock, DIRECTORY } from './build/landlock.ts';

const { values, positionals } = toolArguments(
  'Runs scenarios (patterns; default: all) on a kernel built for gcov, and tells which lines of Landlock they reach.',
  {
    jobs: { type: 'string', default: '2' },
    results: { type: 'string', default: 'build/coverage-results.json' },
    json: { type: 'string' },
    lines: { type: 'string', default: '0' },
    branches: { type: 'string', default: '0' },
    document: { type: 'string' },
  },
);
const say = teller();
const interrupt = new AbortController();
process.on('SIGINT', () => interrupt.abort()).on('SIGTERM', () => interrupt.abort());

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : reportError(error, standardOutput);
}

async function main(): Promise<number> {
  const { signal } = interrupt;
  const { kernel } = await buildLandlock({ name: 'landlock', jobs: Number(values.jobs), signal, say });
  const scenarios = await selectScenarios({ scenarios: positionals, tags: [], suite: undefined });
  say(`${plural(scenarios.length, 'scenario')} on build:landlock (${kernel.release}) …`);
  return new Store().scratch('counters', async (counters) => {
    let failed = 0;
    let done = 0;
    const { doc, path } = await performRun({
      kernels: ['build:landlock'],
      scenarios,
      repeat: 1,
      jobs: Number(values.jobs),
      timeoutScale: undefined,
      accelerator: 'auto',
      verbose: false,
      counters,
      results: values.results,
      command: ['tools/coverage.ts', ...process.argv.slice(2)].join(' '),
      onEvent: (event) => {
        if (event.kind !== 'scenario' || event.phase !== 'end') return;
        if (!isExpected(event.verdict)) say(`${++failed}. ${event.verdict}: ${event.scenario}: ${event.reason}`);
        say(`${++done} of ${scenarios.length}`, true);
      },
      signal,
    });
    for (const { message } of doc.infrastructure) say(`error: ${message}`);
    signal.throwIfAborted();
    const paths = await counterPaths(`${kernel.directory}/gcov`);
    const { files, guests } = await totalCounters(counters, paths);
    const merged = mergeFiles(await runGcov(`${kernel.directory}/gcov/notes`, files), [DIRECTORY]);
    const source = (file: string) => readFile(`${kernel.directory}/gcov/source/${file}`, 'utf8');
    const covered = await nameFunctions(await markAssertions(merged, source), source);
    const figures = figuresOf(covered);
    process.stdout.write(`${renderGaps(covered)}\n${table(renderFiles(covered))}\n`);
    process.stdout.write(
      `${plural(doc.verdicts.length, 'scenario')}, ${failed} not as expected, ${plural(guests, 'guest')}\n`,
    );
    process.stdout.write(`results: ${path}\n`);
    if (values.json)
      await writeFile(values.json, `${JSON.stringify({ figures, gaps: gapsOf(covered), files: covered }, null, 2)}\n`);
    if (values.document) await rewrite(values.document, kernel.release, covered);
    if (doc.infrastructure.length > 0) return EXIT.infrastructure;
    const enough =
      figures.linesRun * 100 >= Number(values.lines) * figures.lines &&
      figures.branchesTaken * 100 >= Number(values.branches) * figures.branches;
    return enough ? EXIT.pass : EXIT.unexpected;
  });
}

async function rewrite(path: string, release: string, covered: Parameters<typeof updateDocument>[2]): Promise<void> {
  const text = await readFile(path, 'utf8');
  await writeFile(path, updateDocument(text, `Linux ${release}, x86-64, gcc’s gcov`, covered));
}
