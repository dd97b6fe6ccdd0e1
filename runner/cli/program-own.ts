/** Declares the commands for people at their own machine: init, completion. */
import { Argument, type Command } from 'commander';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const initWords = `
Writes suites/example.spec.ts and a tsconfig.json for editors and tsc, and a package.json where no folder above has one.
A file that exists stays as it is.

Examples:
  $ kconform init my-specs
  $ kconform run --suite my-specs --kernel debian:7.3`;

const completionWords = `
Examples:
  $ kconform completion bash > ~/.local/share/bash-completion/completions/kconform
  $ kconform completion zsh > ~/.zsh/_kconform            a folder of $fpath
  $ kconform completion fish > ~/.config/fish/completions/kconform.fish`;

/** Add init and completion. */
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

  program
    .command('completion')
    .description('print a script that makes a shell complete commands, options, kernels and scenarios')
    .addArgument(new Argument('<shell>', 'for which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', completionWords)
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionCommand } = await import('./completion.ts');
      finish(await completionCommand(shell, program, output));
    });
}
