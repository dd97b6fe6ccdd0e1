import { execa } from 'execa';
import { root } from '../../vm/installation.ts';

/** What a command line printed, and how it ended. */
export interface CliResult {
  status: number | undefined;
  stdout: string;
  stderr: string;
}

/**
 * Runs the command line as a user would, in the checkout, without a terminal.
 *
 * @param args words after `kconform`
 * @param environment variables on top of ours
 */
export async function runCli(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, ['runner/cli/main.ts', ...args], {
    cwd: root,
    reject: false,
    env: { NO_COLOR: '1', VITEST: undefined, ...environment },
  });
  return { status: exitCode, stdout, stderr };
}
