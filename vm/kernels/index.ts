import { Store } from '../store/index.ts';
import { Archive } from './archive.ts';
import { knownSeries } from './list.ts';
import { readLockFile } from './lockfile.ts';
import { expandNames } from './resolve.ts';
import type { KernelName } from './types.ts';

export { fetchKernel, type KernelOptions } from './fetch.ts';
export { listKernels } from './list.ts';
export { DEFAULT_SERIES, parseKernelName } from './names.ts';
export type * from './types.ts';
export { type LockChange, type UpdateOptions, updateLock } from './update-lock.ts';

/** How to understand kernel names. */
export interface ResolveOptions {
  /** Directory that relative paths start from; by default the current one. */
  cwd?: string | undefined;
  /** Path of the lock file, by default the user's own or the one that comes with kconform. */
  lockFile?: string | undefined;
  /** Cache, by default the one of the user. */
  store?: Store | undefined;
}

/**
 * Turn what the user wrote into kernels: `debian:7.3`, `debian:6.12.107`, `debian:7.*`, `all`, `default`, `host`, or a path with a slash.
 * Globs are expanded, duplicates dropped, the order kept. No names mean the default set. Needs no network.
 *
 * @throws UserError on a name that means nothing (with the nearest one as hint), or a path that is no kernel
 */
export async function resolveKernels(names: readonly string[], options: ResolveOptions = {}): Promise<KernelName[]> {
  const lock = await readLockFile(options.lockFile);
  const catalogue = await new Archive(options.store ?? new Store()).cached();
  const series = knownSeries(lock, catalogue?.kernels);
  return expandNames(names, { series, cwd: options.cwd ?? process.cwd() });
}
