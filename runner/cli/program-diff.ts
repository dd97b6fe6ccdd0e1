/** Declares the commands that compare: diff. */
import { type Command, Option } from 'commander';
import type { DiffOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const diffWords = `
A and B are kernels (debian:7.3), whose newest results in results/ are taken, results documents, whose kernels
are paired by name, or one kernel of a document (FILE:KERNEL). A pattern chooses scenarios, as for run.

Examples:
  $ kconform diff debian:7.2 debian:7.3
  $ kconform diff debian:7.2 debian:7.3 landlock/scope --verbose
  $ kconform diff before.json after.json --format markdown
  $ kconform diff base.json:build:base series.json:build:series --format json
  $ kconform diff --run debian:7.3 ./linux landlock/net

Exit status:
  0    the same
  1    different
  2    wrong usage, or there are no such results`;

/** Add diff. */
export function addDiffCommand(program: Command, finish: Finish, output: Output): void {
  program
    .command('diff')
    .description('say what two kernels, or two runs, answer differently')
    .argument('<A>', 'kernel, results document, or FILE:KERNEL')
    .argument('<B>', 'the other one')
    .argument('[pattern...]', 'scenarios to compare (default: all)')
    .addOption(new Option('--format <format>', 'what to print').choices(['text', 'markdown', 'json']).default('text'))
    .option('--results <file>', 'document to look kernels up in (default: the newest that has them)')
    .option('--run', 'run kernels that have no results yet', false)
    .option('-v, --verbose', 'show every scenario, with all its steps', false)
    .addHelpText('after', diffWords)
    .action(
      async (
        before: string,
        after: string,
        scenarios: string[],
        options: Omit<DiffOptions, 'before' | 'after' | 'scenarios'>,
      ) => {
        const { diffCommand } = await import('./diff.ts');
        finish(await diffCommand({ before, after, scenarios, ...options }, output));
      },
    );
}
