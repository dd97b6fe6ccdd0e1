/** `kconform completion`. */
import type { Command } from 'commander';
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { completionWords } from './completion/words.ts';
import { zshCompletion } from './completion/zsh.ts';
import { describeCommand } from './described.ts';
import type { Output } from './output.ts';

/** Shells that it is written for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

const writers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Print a script that makes a shell complete our command line, with the kernels and scenarios of this moment. */
export async function completionCommand(
  shell: (typeof shells)[number],
  program: Command,
  output: Output,
): Promise<number> {
  output.out(writers[shell](describeCommand(program), await completionWords()));
  return 0;
}
