import { Store } from '../store/index.ts';
import { Archive } from './archive.ts';
import { unpackedKernel } from './debian.ts';
import type { KernelOptions } from './fetch.ts';
import { type LockFile, readLockFile } from './lockfile.ts';
import { compareSeries, DEFAULT_SERIES } from './names.ts';
import type { KernelListing } from './types.ts';

/** Series that globs and `all` mean: the default ones and those in the lock file. What the mirror has beyond that changes by the day. */
export function knownSeries(lock: LockFile): string[] {
  return [...new Set([...DEFAULT_SERIES, ...Object.keys(lock.kernels)])].sort(compareSeries);
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
