/** Declares the commands for people at their own machine: init. */
import type { Command } from 'commander';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const initWords = `
Writes suites/example.spec.ts and a tsconfig.json for editors and tsc, and a package.json where no folder above has one.
A file that exists stays as it is.

Examples:
  $ kconform init my-specs
  $ kconform run --suite my-specs --kernel debian:7.3`;

/** Add init. */
export function addOwnCommands(program: Command, finish: Finish, output: Output): void {
  program
    .command('init')
    .description('write a first spec of your own')
    .argument('[folder]', 'where; made when missing', '.')
    .addHelpText('after', initWords)
    .action(async (folder: string) => {
      const { initCommand } = await import('./init.ts');
      finish(initCommand(folder, output));
    });
}
