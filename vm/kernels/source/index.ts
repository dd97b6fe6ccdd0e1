import { join } from 'node:path';
import { Store, sha256Text } from '../../store/index.ts';
import { fetchContext, type KernelOptions } from '../fetch.ts';
import { readLockFile } from '../lockfile.ts';
import { fetchSourcePackage, sourceVersion } from './package.ts';

export { collectSources } from './collect.ts';
export { type UserTree, userTree } from './tree.ts';

import { unpackSource } from './unpack.ts';

/** The source of a kernel, unpacked. Nobody writes to it: whoever changes anything works on a copy. */
export interface KernelSource {
  /** As shown, e.g. `linux-source-7.3 7.3.4-1~bpo13+1`. */
  id: string;
  /** Upstream version, e.g. `7.3.4`. */
  version: string;
  /** What it is, as a name for the store: the hash of the package that it came from. */
  identity: string;
  /** Top of the tree. */
  directory: string;
  /** Hash of all its files, where these may change; otherwise its identity says it all. */
  state?: string | undefined;
  /** Hashes of its files by path, where these may change. */
  files?: ReadonlyMap<string, string> | undefined;
}

/**
 * The source of a series as Debian packages it, unpacked once into the cache.
 *
 * @param series such as `7.3`
 * @throws InfrastructureError when it cannot be had
 */
export async function debianSource(series: string, options: KernelOptions = {}): Promise<KernelSource> {
  const store = options.store ?? new Store();
  const there = await sourceAtHand(series, { ...options, store });
  if (there) return there;
  const lock = await readLockFile(options.lockFile);
  const context = fetchContext(`linux-source-${series}`, store, options);
  const { file, deb } = await fetchSourcePackage(series, lock, context);
  const { onEvent, kernel, signal } = context;
  const directory = await store.ensure(
    sourceKey(file.sha256),
    async (target) => {
      onEvent({ kind: 'extract', kernel, package: file.name });
      await unpackSource(store, deb, target, signal);
    },
    { signal, onWait: () => onEvent({ kind: 'wait', kernel }) },
  );
  return describe(file, directory);
}

/** The source of a series, if it is unpacked already: the one that the lock file pins. */
export async function sourceAtHand(
  series: string,
  { store = new Store(), lockFile }: KernelOptions = {},
): Promise<KernelSource | undefined> {
  const pinned = (await readLockFile(lockFile)).sources?.[series];
  const unpacked = pinned && (await store.lookup(sourceKey(pinned.sha256)));
  return unpacked ? describe(pinned, unpacked) : undefined;
}

function sourceKey(sha256: string): string {
  return `sources/${sha256.slice(0, 32)}`;
}

function describe(file: Parameters<typeof sourceVersion>[0], directory: string): KernelSource {
  return {
    id: `${file.name} ${file.version}`,
    version: sourceVersion(file),
    identity: file.sha256.slice(0, 32),
    directory: join(directory),
  };
}

/** What makes a changed source another one: its identity and a description of the change. */
export function changedIdentity({ identity, state = identity }: KernelSource, change: string): string {
  return change === '' ? state : `${state}-${sha256Text(change).slice(0, 16)}`;
}
