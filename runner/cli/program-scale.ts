/** Declares the commands for runs on many machines: merge. */
import type { Command } from 'commander';
import type { MergeOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const mergeWords = `
The verdicts are those of a run that was not divided, in whatever order documents are given, and however often. Verdicts
of the same kernel image and scenario that contradict each other are reported, and count as not as expected. Shards
that are missing or incomplete are named, and the status is then 69.

Examples:
  $ kconform merge shards/
  $ kconform merge shards/*.json shards/*.journal.jsonl --out results/all.json`;

/** Add merge. */
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
}
