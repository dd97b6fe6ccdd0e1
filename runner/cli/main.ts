/** Entry: what the launcher at the top of the checkout executes. */
import { runCli } from './cli.ts';

// Somebody who pipes into head has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2));
