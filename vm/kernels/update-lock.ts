import { Store } from '../store/index.ts';
import type { DebianKernel } from './apt/catalogue.ts';
import { fetchContext, type KernelOptions } from './fetch.ts';
import { findDebianKernel, refreshLists } from './find.ts';
import { ownLockFile, readLockFile, writeLockFile } from './lockfile.ts';

/** What to pin anew. */
export interface UpdateOptions extends KernelOptions {
  /** Series such as `7.3`; by default all that the mirror has. */
  series?: string[] | undefined;
}

/** How the pin of one series changed. */
export interface LockChange {
  series: string;
  /** Debian version before, if it was pinned. */
  from?: string;
  /** Debian version now. */
  to: string;
}

/**
 * Ask the mirror, and pin the newest kernel of each series in the lock file. Each is fetched on the way, for mirrors list packages that
 * they do not have. Pins of other series stay.
 *
 * @returns what changed
 * @throws UserError on an unknown series; InfrastructureError when something cannot be fetched or the cache cannot be used
 */
export async function updateLock(options: UpdateOptions = {}): Promise<LockChange[]> {
  const store = options.store ?? new Store();
  const path = options.lockFile ?? ownLockFile();
  const { kernels: before, sources } = await readLockFile(options.lockFile);
  const context = fetchContext('the lock file', store, options);
  const kernels = await refreshLists(context, Date.now());
  const series = options.series ?? [...new Set(kernels.map((kernel) => kernel.series))];
  const after: Record<string, DebianKernel> = { ...before };
  const changes: LockChange[] = [];
  for (const name of series) {
    const id = `debian:${name}`;
    const nothingPinned = { version: 1, kernels: {} } as const;
    const { kernel } = await findDebianKernel({ kind: 'debian', id, series: name }, nothingPinned, {
      ...context,
      kernel: id,
    });
    after[name] = kernel;
    const from = before[name]?.debian;
    if (from !== kernel.debian) changes.push({ series: name, to: kernel.debian, ...(from && { from }) });
  }
  await writeLockFile(path, { kernels: after, ...(sources && { sources }) });
  return changes;
}
