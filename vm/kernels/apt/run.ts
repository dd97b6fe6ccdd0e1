import { execa } from 'execa';
import { InfrastructureError } from '../../errors.ts';
import { errorCode } from '../../store/index.ts';

/** What a program did. */
export interface Ran {
  stdout: string;
  stderr: string;
  status: number;
}

/** How to run it. */
export interface RunOptions {
  cwd?: string | undefined;
  /** apt configuration file to use in place of the system's. */
  config?: string | undefined;
  /** Variables on top of ours; undefined unsets one. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  signal?: AbortSignal | undefined;
  /** Receives the lines that the program writes on descriptor 3. */
  onStatus?: ((line: string) => void) | undefined;
}

/**
 * Run one of the package tools and wait for it, in the C locale so that its messages can be told apart.
 *
 * @throws InfrastructureError when the program is not installed; whatever `signal` was aborted with. A failing program does not throw.
 */
export async function runTool(program: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, config, environment, signal, onStatus } = options;
  signal?.throwIfAborted();
  // Dying with us matters: an orphaned apt-get would hold apt's own lock on the lists against the next run.
  const child = execa('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
    env: { LC_ALL: 'C', ...(config ? { APT_CONFIG: config } : {}), ...environment },
    reject: false,
    stdio: ['ignore', 'pipe', 'pipe', onStatus ? lineSink(onStatus) : 'ignore'],
    ...(cwd ? { cwd } : {}),
    ...(signal ? { cancelSignal: signal } : {}),
  });
  const result = await child;
  if (result.isCanceled) throw signal?.reason;
  if (result.failed && errorCode(result.cause) === 'ENOENT') throw notInstalled('setpriv', result.cause);
  const ran = { stdout: String(result.stdout), stderr: String(result.stderr), status: result.exitCode ?? -1 };
  if (ran.status === 127 && ran.stderr.startsWith('setpriv:')) throw notInstalled(program, ran.stderr);
  return ran;
}

/** Like `runTool`, for programs that ought to succeed. @throws InfrastructureError with what the program said */
export async function runToolStrictly(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  const ran = await runTool(program, args, options);
  if (ran.status === 0) return ran.stdout;
  const said = ran.stderr.trim().split('\n').slice(-3).join('; ');
  throw Object.assign(new InfrastructureError(`${program} ${args[0] ?? ''} failed (status ${ran.status}): ${said}`), {
    stderr: ran.stderr,
  });
}

function lineSink(onLine: (line: string) => void) {
  return function* (line: unknown) {
    onLine(String(line));
    yield line as string;
  };
}

function notInstalled(program: string, cause: unknown): InfrastructureError {
  return new InfrastructureError(`cannot fetch Debian kernels: ${program} is not installed`, {
    hint: 'this needs the packages apt, dpkg and util-linux; a kernel can also be given as a path, such as ./bzImage',
    cause,
  });
}
