/**
 * Runs the scenarios, topic by topic, and the kernel's own selftests, case by case, on a kernel that counts, and writes what only one of them reaches (docs/selftests.md). Run by
 * `make selftests-table`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportError } from '../runner/cli/errors.ts';
import { interruptible } from '../runner/cli/interruptible.ts';
import { standardOutput } from '../runner/cli/output.ts';
import { teller } from '../runner/cli/say.ts';
import { selectScenarios } from '../runner/cli/scenarios.ts';
import { countingKernel } from '../runner/coverage/counting.ts';
import { measuredFiles } from '../runner/coverage/measure.ts';
import type { Part } from '../runner/coverage/reach.ts';
import { updateReachDocument } from '../runner/coverage/reach-document.ts';
import { performRun } from '../runner/engine/perform.ts';
import { EXIT } from '../runner/results/summary.ts';
import type { Scenario } from '../runner/scenario/scenario.ts';
import { UserError } from '../vm/errors.ts';
import { fetchKernel, type Kernel, resolveKernels } from '../vm/kernels/index.ts';
import { Store } from '../vm/store/index.ts';
import { toolArguments } from './arguments.ts';
import { buildLandlock } from './build/landlock.ts';
import { landlockSelftests } from './build/selftests.ts';

const { values, positionals } = toolArguments(
  'Tells which lines of Landlock only scenarios reach (patterns; default: all), and which only the kernel’s own selftests.',
  {
    jobs: { type: 'string', default: '2' },
    // One that counts Landlock's code already, instead of the one that is built.
    kernel: { type: 'string' },
    document: { type: 'string', default: 'docs/selftests.md' },
    // Directory, program or case, to try something out.
    selftests: { type: 'string', default: 'landlock' },
    // What `make coverage ARGS='--json FILE'` wrote, instead of running the scenarios topic by topic.
    scenarios: { type: 'string' },
  },
);
const jobs = Number(values.jobs);
const say = teller();
const { signal } = interruptible();

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = signal.aborted ? EXIT.interrupted : reportError(error, standardOutput);
}

async function main(): Promise<number> {
  if (values.kernel === undefined) await buildLandlock({ name: 'landlock', signal, say });
  const [name] = await resolveKernels([values.kernel ?? 'build:landlock']);
  const kernel = countingKernel(await fetchKernel(name!));
  return new Store().scratch('counters', async (counters) => {
    const how = { target: values.selftests, alone: true, jobs, command: 'make selftests-table', signal, say };
    const { parts: theirs, boot } = await landlockSelftests(kernel, join(counters, 'selftests'), how);
    const ours = values.scenarios ? [await earlier(values.scenarios, kernel)] : await topics(kernel, counters);
    const text = await readFile(values.document, 'utf8');
    const measured = { kernel: `Linux ${kernel.version}, x86-64`, ours, theirs, boot: boot.files };
    await writeFile(values.document, updateReachDocument(text, measured));
    return EXIT.pass;
  });
}

/** @throws UserError when it is of another kernel: lines would be compared that are not the same */
async function earlier(path: string, kernel: Kernel): Promise<Part> {
  const { kernel: measured, files } = JSON.parse(await readFile(path, 'utf8'));
  if (measured.sha256 !== kernel.sha256) throw new UserError(`${path} is not of ${kernel.id}, but of ${measured.id}`);
  return { name: 'scenarios', files };
}

async function topics(kernel: Kernel, counters: string): Promise<Part[]> {
  const ours: Part[] = [];
  const scenarios = await selectScenarios({ scenarios: positionals, tags: [], suite: undefined });
  for (const [topic, some] of Map.groupBy(scenarios, ({ id }) => id.split('/').slice(0, 2).join('/'))) {
    say(`${topic}: ${some.length} scenarios`);
    ours.push({ name: topic, files: await reached(kernel, some, join(counters, topic)) });
    signal.throwIfAborted();
  }
  return ours;
}

async function reached(kernel: Kernel, scenarios: readonly Scenario[], counters: string) {
  const { doc } = await performRun({
    ...{ kernels: [kernel.id], scenarios, repeat: 1, jobs, timeoutScale: undefined, accelerator: 'auto' },
    ...{ verbose: false, counters, results: 'build/selftests-table.json', command: 'make selftests-table' },
    onEvent: () => {},
    signal,
  });
  for (const { message } of doc.infrastructure) say(`error: ${message}`);
  return (await measuredFiles(kernel.counters!, counters)).files;
}
