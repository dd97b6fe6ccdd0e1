import { Store } from '../store/index.ts';
import type { DebianKernel } from './apt/catalogue.ts';
import { Archive } from './archive.ts';
import { unpackedKernel } from './debian.ts';
import type { KernelOptions } from './fetch.ts';
import { type LockFile, readLockFile } from './lockfile.ts';
import { compareSeries, DEFAULT_SERIES } from './names.ts';
import type { KernelListing } from './types.ts';

/**
 * Series that globs and `all` mean: the default ones, those in the lock file, and a newer one of which the mirror has a release candidate. What else
 * it has changes by the day.
 *
 * @param lock what is pinned
 * @param kernels what the mirror had when it was last asked
 */
export function knownSeries(lock: LockFile, kernels: readonly DebianKernel[] = []): string[] {
  const pinned = [...new Set([...DEFAULT_SERIES, ...Object.keys(lock.kernels)])].sort(compareSeries);
  const candidates = kernels.filter(({ version }) => version.includes('-rc')).map(({ series }) => series);
  const newest = candidates.sort(compareSeries).at(-1);
  return newest !== undefined && compareSeries(newest, pinned.at(-1)!) > 0 ? [...pinned, newest] : pinned;
}

/**
 * All series that we know of, oldest first: the default ones, those in the lock file, and those that the mirror had when last asked.
 * Reads the cache only; needs no network.
 */
export async function listKernels(options: KernelOptions = {}): Promise<KernelListing[]> {
  const store = options.store ?? new Store();
  const lock = await readLockFile(options.lockFile);
  const catalogue = await new Archive(store, options.archive).cached();
  const kernels = catalogue?.kernels ?? [];
  const series = new Set([...knownSeries(lock), ...kernels.map((kernel) => kernel.series)]);
  const rows = [...series].sort(compareSeries).map(async (name): Promise<KernelListing> => {
    const locked = lock.kernels[name];
    const newest = kernels.find((kernel) => kernel.series === name);
    const fetchedPin = locked !== undefined && (await unpackedKernel(store, locked)) !== undefined;
    const gone = locked && catalogue && !kernels.some(({ image }) => image.sha256 === locked.image.sha256);
    const used = locked && (fetchedPin || !gone) ? locked : newest;
    return {
      id: `debian:${name}`,
      series: name,
      ...(used && { version: used.version }),
      ...(locked && { locked: locked.version }),
      ...(newest && { newest: newest.version }),
      fetched: fetchedPin || (used !== undefined && (await unpackedKernel(store, used)) !== undefined),
      isDefault: DEFAULT_SERIES.includes(name),
    };
  });
  return Promise.all(rows);
}
