/** The program that runs tests in a guest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../installation.ts';
import { runToolStrictly } from '../kernels/apt/run.ts';
import { compilerVersion } from '../kernels/build/toolchain.ts';
import { type Store, sha256Text } from '../store/index.ts';

/** Its source. */
export const launcherSource = join(root, 'fixtures/selftests/launch.c');

/** Compile it. */
export async function compileLauncher(target: string, signal?: AbortSignal): Promise<void> {
  await runToolStrictly('gcc', ['-O2', '-D_GNU_SOURCE', '-static', '-s', '-o', target, launcherSource], { signal });
}

/** The compiled one, in the store. */
export async function ensureLauncher(store: Store, signal?: AbortSignal): Promise<string> {
  const key = sha256Text([await compilerVersion(), await readFile(launcherSource, 'utf8')].join('\n'));
  return store.ensure(`selftests/launch-${key.slice(0, 32)}`, (target) => compileLauncher(target, signal), { signal });
}
