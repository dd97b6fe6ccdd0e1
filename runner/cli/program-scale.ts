/** Declares the commands for runs on many machines: merge, plan. */
import { type Command, Option } from 'commander';
import { collect, positiveInteger } from './arguments.ts';
import type { MergeOptions, PlanOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';
import { selecting } from './program-run.ts';

const mergeWords = `
The verdicts are those of a run that was not divided, in whatever order documents are given, and however often. Verdicts
of the same kernel image and scenario that contradict each other are reported, and count as not as expected. Shards
that are missing or incomplete are named, and the status is then 69.

Examples:
  $ kconform merge shards/
  $ kconform merge shards/*.json shards/*.journal.jsonl --out results/all.json`;

const planWords = `
Kernels are written by name, so that all jobs mean the same. A job whose kernels are not as expected has done its work:
that is judged when the shards are merged, which is a job of the definitions, too.

Examples:
  $ kconform plan --kernels all --shards 8 --format slurm --out kconform.slurm && bash kconform.slurm
  $ kconform plan --kernels 'debian:7.*' --shards 4 --format github landlock/net > .github/workflows/kconform.yml
  $ kconform plan --shards 20 --format kubernetes --image registry.example/kconform:1 | kubectl apply -f -`;

/** Add merge and plan. */
export function addScaleCommands(program: Command, finish: Finish, output: Output): void {
  program
    .command('merge')
    .description('make one results document of many: the shards of a run, or several runs')
    .argument('<results...>', 'documents, journals of runs that were killed, and folders with some')
    .option('--out <file>', 'write it there', 'results/merged.json')
    .option('-v, --verbose', 'show every failure', false)
    .addHelpText('after', mergeWords)
    .action(async (paths: string[], options: Omit<MergeOptions, 'paths'>) => {
      const { mergeCommand } = await import('./merge.ts');
      finish(mergeCommand({ paths, ...options }, output));
    });

  selecting(program.command('plan').description('write the definitions of jobs that run the shards of a run'))
    .option('--kernel, --kernels <name>', 'kernel to run on, as for run (repeatable)', collect, [])
    .option('--repeat <n>', 'run every scenario this often', positiveInteger, 1)
    .requiredOption('--shards <n>', 'how many jobs', positiveInteger)
    .addOption(
      new Option('--format <engine>', 'for which engine')
        .choices(['slurm', 'kubernetes', 'github', 'gitlab'])
        .makeOptionMandatory(),
    )
    .option('--durations <file>', 'results document to divide by; the jobs must find it there')
    .option('--jobs <n>', 'workers of each job (default: 2 with slurm and kubernetes)', positiveInteger)
    .option('--command <command>', 'how jobs start kconform (default: ./kconform, in Kubernetes kconform)')
    .option('--setup <command>', 'what jobs do first (default with github and gitlab: tools/setup.sh)')
    .option('--image <name>', 'container image (default: debian:13, in Kubernetes kconform)')
    .option('--out <file>', 'write it there (default: standard output)')
    .addHelpText('after', planWords)
    .action(
      async (
        filters: string[],
        options: Omit<PlanOptions, 'scenarios' | 'tags' | 'written'> & { scenario: string[]; tag: string[] },
      ) => {
        const { kernels, scenario, tag, suite, repeat, shards, format, durations } = options;
        const { jobs, command, setup, image, out } = options;
        const { commandLine, planCommand } = await import('./plan.ts');
        const selection = { scenarios: [...scenario, ...filters], tags: tag, suite };
        finish(
          await planCommand(
            {
              kernels: kernels.length > 0 ? kernels : ['default'],
              ...{ ...selection, repeat, shards, format, durations, jobs, command, setup, image, out },
              written: commandLine(process.argv.slice(2)),
            },
            output,
          ),
        );
      },
    );
}
