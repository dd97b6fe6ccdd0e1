/** Entry: what the launcher at the top of the checkout executes. */
import { cannotWrite } from '../results/write.ts';
import { runCli } from './cli.ts';
import { reportError } from './errors.ts';
import { standardOutput } from './output.ts';

// Node's own status would be 1, which says that a kernel is not as expected.
const die = (error: unknown) => process.exit(reportError(error, standardOutput));
process.on('uncaughtException', die);

// Somebody who pipes into head has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  die(cannotWrite('the standard output', error));
});

process.exitCode = await runCli(process.argv.slice(2));
