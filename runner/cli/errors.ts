/** The one place where errors become text and an exit status. */
import { CommanderError } from 'commander';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { EXIT } from '../results/summary.ts';
import type { Output } from './output.ts';

/** Tell the user about an error, in a way that says whose it is. Returns the exit status. */
export function reportError(error: unknown, output: Output): number {
  // commander has written its message, or the help, by itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  if (error instanceof UserError || error instanceof InfrastructureError) {
    output.err(`kconform: error: ${error.message}\n`);
    if (error.hint !== undefined) output.err(`hint: ${error.hint}\n`);
    return error.exitStatus;
  }
  output.err(`kconform: this is a bug in kconform: please report it with the lines below\n${describe(error)}\n`);
  return EXIT.bug;
}

/** With stack and causes; whatever was thrown. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${JSON.stringify(error) ?? String(error)}`;
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${describe(error.cause)}`;
}
