/** Declares the commands that search: bisect. */
import type { Command } from 'commander';
import { collect, positiveInteger } from './arguments.ts';
import type { BisectOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const bisectWords = `
Builds and asks the good and the bad commit first: what they answer must differ, be it a verdict or an errno. A
commit answers like one of them, or is skipped, as one that does not build or boot. All of this happens in a clone;
your repository is only read.

Examples:
  $ kconform bisect --good v7.2 --bad v7.3 landlock/scope/signal/ID
  $ kconform bisect --tree ~/linux --good HEAD~20 --bad HEAD --config debug ID --repeat 5`;

/** Add bisect. */
export function addBisectCommand(program: Command, finish: Finish, output: Output): void {
  program
    .command('bisect')
    .description('find the commit that changed what a scenario observes')
    .argument('<scenario>', 'identity, or a part of it that only one scenario has')
    .requiredOption('--good <commit>', 'commit that answers as it did')
    .requiredOption('--bad <commit>', 'commit that answers otherwise')
    .option('--tree <dir>', 'git checkout of Linux', '.')
    .option('--suite <folder>', 'folder with specs of your own, instead of those that come with kconform')
    .option('--config <fragment>', 'debug, coverage, faults, or a file with options (repeatable)', collect, [])
    .option('--repeat <n>', 'ask this often; one failure is a failure', positiveInteger, 1)
    .option('--jobs <n>', 'compilers at a time (default: one for each processor)', positiveInteger)
    .addHelpText('after', bisectWords)
    .action(async (scenario: string, options: Omit<BisectOptions, 'scenario'>) => {
      const { bisectCommand } = await import('./bisect.ts');
      finish(await bisectCommand({ scenario, ...options }, output));
    });
}
