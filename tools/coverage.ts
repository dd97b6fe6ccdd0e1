/**
 * Builds a kernel that counts what of Landlock is executed, and runs `kconform coverage` on it. Run by `make coverage`, with the arguments of that command.
 */
import { runCli } from '../runner/cli/cli.ts';
import { reportError } from '../runner/cli/errors.ts';
import { interruptible } from '../runner/cli/interruptible.ts';
import { standardOutput } from '../runner/cli/output.ts';
import { teller } from '../runner/cli/say.ts';
import { EXIT } from '../runner/results/summary.ts';
import { buildLandlock } from './build/landlock.ts';

const interrupt = interruptible();

try {
  await buildLandlock({ name: 'landlock', signal: interrupt.signal, say: teller() });
  // The command listens for itself.
  interrupt[Symbol.dispose]();
  const words = ['--kernel', 'build:landlock', '--results', 'build/coverage-results.json', ...process.argv.slice(2)];
  process.exitCode = await runCli(['coverage', ...words]);
} catch (error) {
  process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : reportError(error, standardOutput);
}
