/**
 * Builds a kernel that counts what of Landlock is executed, and runs `kconform coverage` on it. Run by `make coverage`, with the arguments of that command.
 */
import { runCli } from '../runner/cli/cli.ts';
import { reportError } from '../runner/cli/errors.ts';
import { standardOutput } from '../runner/cli/output.ts';
import { teller } from '../runner/cli/say.ts';
import { EXIT } from '../runner/results/summary.ts';
import { buildLandlock } from './build/landlock.ts';

const interrupt = new AbortController();
const onSignal = () => interrupt.abort();
process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

try {
  await buildLandlock({ name: 'landlock', signal: interrupt.signal, say: teller() });
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  const words = ['--kernel', 'build:landlock', '--results', 'build/coverage-results.json', ...process.argv.slice(2)];
  process.exitCode = await runCli(['coverage', ...words]);
} catch (error) {
  process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : reportError(error, standardOutput);
}
