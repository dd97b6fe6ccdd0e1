import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { Store } from '../store/index.ts';
import { Archive, type ArchiveOptions } from './archive.ts';
import { buildKernel } from './build/entry.ts';
import type { FetchContext } from './debian.ts';
import { findDebianKernel } from './find.ts';
import { fileKernel, hostKernel, treeKernel } from './local.ts';
import { readLockFile } from './lockfile.ts';
import { debianModules } from './modules/debian.ts';
import type { DebianName, Kernel, KernelName, OnEvent } from './types.ts';

/** Where kernels come from and go to; all parts have sensible defaults. */
export interface KernelOptions {
  /** Cache, by default the one of the user. */
  store?: Store | undefined;
  /** Path of the lock file, by default the user's own or the one that comes with kconform. */
  lockFile?: string | undefined;
  /** Archive to ask, by default the one that the system's apt uses. */
  archive?: ArchiveOptions | undefined;
  /** Receives progress. */
  onEvent?: OnEvent | undefined;
  /** Ends the work; the call then throws its reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Get a kernel ready to boot: from the cache if it is there, else from the archive, checked against its signed index.
 *
 * @throws UserError when there is no such kernel; InfrastructureError when it cannot be downloaded or the cache cannot be used
 */
export async function fetchKernel(name: KernelName, options: KernelOptions = {}): Promise<Kernel> {
  const store = options.store ?? new Store();
  switch (name.kind) {
    case 'debian':
      return debianKernel(name, store, options);
    case 'file':
      return fileKernel(name, store);
    case 'tree':
      return treeKernel(name, store);
    case 'host':
      return hostKernel();
    case 'build':
      return buildKernel(name, store);
  }
}

/** What fetching needs, from what a caller gave. */
export function fetchContext(id: string, store: Store, { archive, onEvent, signal }: KernelOptions): FetchContext {
  return { store, archive: new Archive(store, archive), kernel: id, onEvent: onEvent ?? (() => {}), signal };
}

async function debianKernel(name: DebianName, store: Store, options: KernelOptions): Promise<Kernel> {
  if (process.platform !== 'linux') throw new UserError('Debian kernels can be fetched on Linux only');
  const context = fetchContext(name.id, store, options);
  const found = await findDebianKernel(name, await readLockFile(options.lockFile), context);
  const { kernel, unpacked, cached } = found;
  context.onEvent({ kind: 'ready', kernel: name.id, version: kernel.version, cached });
  return {
    id: name.id,
    kind: 'debian',
    version: kernel.version,
    image: join(unpacked.directory, 'vmlinuz'),
    sha256: unpacked.sha256,
    ...(unpacked.config && { config: join(unpacked.directory, 'config') }),
    modules: (names) => debianModules(kernel, unpacked, names, context),
  };
}
