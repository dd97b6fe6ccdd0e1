/** `kconform plan`. */

import { UserError } from '../../vm/errors.ts';
import { resolveKernels } from '../../vm/kernels/index.ts';
import { formats } from '../jobs/formats.ts';
import { quote } from '../jobs/request.ts';
import { duration, plural } from '../report/style.ts';
import { cannotWrite, writeAtomically } from '../results/write.ts';
import { costOf, divide } from '../shard/divide.ts';
import { costsOf, type Durations } from '../shard/durations.ts';
import { readDurations } from '../shard/read.ts';
import type { PlanOptions } from './options.ts';
import type { Output } from './output.ts';
import { selectScenarios } from './scenarios.ts';

/** Writes the definitions of jobs that run the shards of a run. Distributing them is the engine's work. */
export async function planCommand(options: PlanOptions, output: Output): Promise<number> {
  const { shards, format, out } = options;
  const { write, most, usual } = formats[format];
  if (shards > most) {
    throw new UserError(`${format} runs ${most} jobs of one definition at most`, { hint: `--shards ${most}, or less` });
  }
  const scenarios = await selectScenarios(options);
  // By name: what `all` means depends on what a machine knows of the mirror.
  const kernels = (await resolveKernels(options.kernels)).map(({ id }) => id);
  const size = `${plural(scenarios.length, 'scenario')} on ${plural(kernels.length, 'kernel')}`;
  const text = write({
    shards,
    command: options.command ?? usual.command,
    setup: options.setup ?? usual.setup,
    image: options.image ?? usual.image,
    jobs: options.jobs ?? usual.jobs,
    arguments: runArguments(kernels, options),
    written: options.written,
    size,
  });
  if (out === undefined) output.out(text);
  else save(out, text);
  const run = { kernels, scenarios: scenarios.map(({ id }) => id).sort() };
  output.err(`${size}: ${estimate(run, shards, readDurations(options.durations))}\n`);
  return 0;
}

function save(path: string, text: string): void {
  try {
    writeAtomically(path, text);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function runArguments(kernels: readonly string[], options: PlanOptions): string[] {
  const { scenarios, tags, suite, repeat, durations } = options;
  const words = (name: string, values: readonly (string | undefined)[]) =>
    values.flatMap((value) => (value === undefined ? [] : [name, value]));
  return [
    ...words('--kernel', kernels),
    ...words('--scenario', scenarios),
    ...words('--tag', tags),
    ...words('--suite', [suite]),
    ...words('--repeat', repeat === 1 ? [] : [`${repeat}`]),
    ...words('--durations', [durations]),
  ];
}

/** What the division expects of the shards, kernels made ready anew in each. */
function estimate(run: { kernels: string[]; scenarios: string[] }, count: number, durations?: Durations): string {
  const costs = costsOf(durations, run.kernels, run.scenarios);
  const shards = divide(costs, count);
  const used = shards.filter(([from, to]) => from < to);
  const milliseconds = used.map((interval) => costOf(costs, interval) / 1000);
  const [least, most] = [Math.min(...milliseconds), Math.max(...milliseconds)].map(duration);
  const idle = count - used.length;
  const times = `about ${least === most ? least : `${least} to ${most}`} for each of ${plural(used.length, 'shard')}`;
  return idle === 0 ? times : `${times}; the other ${idle} would have nothing to run`;
}

/** The command line, for the head of what is written. */
export function commandLine(words: readonly string[]): string {
  return ['kconform', ...words.map(quote)].join(' ');
}
