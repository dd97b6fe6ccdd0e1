/**
 * Builds a kernel that counts what of Landlock is executed, and runs `kconform coverage` on it, with the arguments of that command; then the kernel's own selftests, for
 * their figure beside that of the scenarios. Run by `make coverage`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCli } from '../runner/cli/cli.ts';
import { reportError } from '../runner/cli/errors.ts';
import { type Interruptible, interruptible } from '../runner/cli/interruptible.ts';
import { standardOutput } from '../runner/cli/output.ts';
import { defaultJobs } from '../runner/cli/run.ts';
import { teller } from '../runner/cli/say.ts';
import { table } from '../runner/cli/table.ts';
import { besideRows, updateBeside } from '../runner/coverage/beside.ts';
import { countingKernel } from '../runner/coverage/counting.ts';
import { wholeOf } from '../runner/coverage/reach.ts';
import { EXIT } from '../runner/results/summary.ts';
import { fetchKernel, resolveKernels } from '../vm/kernels/index.ts';
import { Store } from '../vm/store/index.ts';
import { buildLandlock } from './build/landlock.ts';
import { landlockSelftests } from './build/selftests.ts';

const words = process.argv.slice(2);
const { values } = parseArgs({
  args: words,
  strict: false,
  options: { json: { type: 'string' }, document: { type: 'string' }, jobs: { type: 'string' } },
});
const json = typeof values.json === 'string' ? values.json : 'build/coverage.json';

process.exitCode = await attended(async ({ signal }) => {
  await buildLandlock({ name: 'landlock', signal, say: teller() });
  return EXIT.pass;
});
// The command listens for signals itself.
if (process.exitCode === EXIT.pass) process.exitCode = await scenarios();
if (process.exitCode === EXIT.pass || process.exitCode === EXIT.unexpected) {
  const status = await attended(selftests);
  if (status !== EXIT.pass) process.exitCode = status;
}

async function attended(work: (interrupt: Interruptible) => Promise<number>): Promise<number> {
  using interrupt = interruptible();
  try {
    return await work(interrupt);
  } catch (error) {
    return interrupt.signal.aborted ? EXIT.interrupted : reportError(error, standardOutput);
  }
}

async function scenarios(): Promise<number> {
  const own = ['--kernel', 'build:landlock', '--results', 'build/coverage-results.json', '--json', json];
  return runCli(['coverage', ...own, ...words]);
}

async function selftests({ signal }: Interruptible): Promise<number> {
  const [name] = await resolveKernels(['build:landlock']);
  const kernel = countingKernel(await fetchKernel(name!));
  const jobs = values.jobs === undefined ? defaultJobs() : Number(values.jobs);
  const how = { alone: false, jobs, command: 'make coverage', signal, say: teller() };
  const { parts } = await new Store().scratch('counters', (counters) =>
    landlockSelftests(kernel, join(counters, 'selftests'), how),
  );
  const { files } = JSON.parse(await readFile(json, 'utf8'));
  const rows = besideRows([
    ['scenarios', files],
    ["the kernel's own selftests", wholeOf(parts)],
  ]);
  process.stdout.write(`\n${table(rows)}`);
  if (typeof values.document === 'string') {
    const text = await readFile(values.document, 'utf8');
    await writeFile(values.document, updateBeside(text, `Linux ${kernel.version}`, rows));
  }
  return EXIT.pass;
}
