import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { InfrastructureError } from '../../errors.ts';
import { complaintsOf } from './complaints.ts';

/** One make in a kernel tree. */
export interface MakeOptions {
  /** Top of the source. */
  source: string;
  /** Directory of the objects. */
  objects: string;
  jobs: number;
  /** Words for make besides the target, such as `GCOV_PROFILE=y`. */
  variables?: readonly string[];
  /** Keep make from descending anywhere: what is below the top is up to date. */
  shallow?: boolean;
  /** Told each file that is made: what is done to it, and its name. */
  onFile?: ((action: string, file: string) => void) | undefined;
  /** Told each line of output. */
  onLine?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Builds are to be the same whenever, wherever and by whomever they are made. */
export const buildEnvironment: Readonly<Record<string, string | undefined>> = {
  LC_ALL: 'C',
  KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 1970',
  KBUILD_BUILD_USER: 'kconform',
  KBUILD_BUILD_HOST: 'kconform',
  KBUILD_BUILD_VERSION: '1',
  // What kernel developers export for builds of their own would make another kernel than the one that is said.
  ...Object.fromEntries(
    [
      'ARCH',
      'SUBARCH',
      'CROSS_COMPILE',
      'LLVM',
      'CC',
      'HOSTCC',
      'LD',
      'KCFLAGS',
      'KCPPFLAGS',
      'KBUILD_OUTPUT',
      'KCONFIG_CONFIG',
      'W',
      'C',
      'V',
      'M',
      'O',
    ].map((name) => [name, undefined]),
  ),
  // Of whoever called us through make.
  MAKEFLAGS: '',
  MAKELEVEL: '',
  MFLAGS: '',
};

/** The source does not compile, or does not link; what lacks is not ours. */
export class BuildFailure extends InfrastructureError {}

const STEP = /^ {2}([A-Z][A-Z0-9_]*) +(?:\[M\] +)?(\S+)/;

/** What kbuild says it makes: `CC      security/landlock/fs.o`. */
export function parseStep(line: string): { action: string; file: string } | undefined {
  const [, action, file] = STEP.exec(line) ?? [];
  return action && file ? { action, file } : undefined;
}

/**
 * Run make in a kernel tree. It dies with us.
 *
 * @returns its output
 * @throws InfrastructureError with what the compiler complained about
 */
export async function makeKernel(targets: readonly string[], options: MakeOptions): Promise<string> {
  const { source, objects, jobs, variables = [], shallow, onFile, onLine, signal } = options;
  signal?.throwIfAborted();
  // The Makefile descends by its target `.`. It calls itself first, and that would lose -o, unless it is called as it calls itself.
  const how = shallow ? ['-C', objects, '-rR', '-f', join(source, 'Makefile'), '-o', '.'] : ['-C', source];
  const words = [...how, `O=${objects}`, `-j${jobs}`, '--no-print-directory', ...variables, ...targets];
  // A build is never worth a guest's deadline.
  const child = execa('setpriv', ['--pdeathsig', 'TERM', '--', 'nice', 'make', ...words], {
    env: { ...buildEnvironment, CCACHE_BASEDIR: dirname(source), CCACHE_NOHASHDIR: 'true' },
    reject: false,
    all: true,
    stdin: 'ignore',
    // A process group of its own, to be ended as a whole: make ends its children, and these leave theirs behind.
    detached: true,
    maxBuffer: 256 * 1024 * 1024,
    forceKillAfterDelay: 10_000,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  const end = () => child.pid !== undefined && killGroup(child.pid);
  signal?.addEventListener('abort', end, { once: true });
  const lines = createInterface({ input: child.all }).on('line', (line) => {
    onLine?.(line);
    const step = parseStep(line);
    if (step) onFile?.(step.action, step.file);
  });
  const [result] = await Promise.all([child, once(lines, 'close')]);
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (!result.failed) return result.all;
  const error = new BuildFailure(`the kernel does not build:\n${complaintsOf(result.all)}`, { cause: result });
  throw Object.assign(error, { stderr: result.stderr });
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
