/** From a command line to an exit status. */
import { reportError } from './errors.ts';
import { type Output, standardOutput } from './output.ts';
import { createProgram } from './program.ts';

/** Run one command line (without node and script). Never throws. */
export async function runCli(args: readonly string[], output: Output = standardOutput): Promise<number> {
  let status = 0;
  try {
    const program = createProgram((value) => {
      status = value;
    }, output);
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    return reportError(error, output);
  }
}
