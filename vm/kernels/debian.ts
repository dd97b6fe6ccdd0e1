import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Store, sha256File, sha256Text } from '../store/index.ts';
import type { DebianKernel, PackageFile } from './apt/catalogue.ts';
import { downloadPackage } from './apt/download.ts';
import type { Archive } from './archive.ts';
import type { OnEvent } from './types.ts';
import { type KernelManifest, unpackKernel } from './unpack.ts';

// Part of the key: raise it when what is kept of a package changes.
const LAYOUT = 1;

/** What fetching needs. */
export interface FetchContext {
  store: Store;
  archive: Archive;
  /** Id of the kernel, for events. */
  kernel: string;
  onEvent: OnEvent;
  signal?: AbortSignal | undefined;
}

/** An unpacked kernel in the store. */
export interface UnpackedKernel extends KernelManifest {
  /** Directory with vmlinuz, config and modules.builtin. */
  directory: string;
}

/** Key of a kernel in the store: what it was unpacked from. */
export function kernelKey({ image, base }: DebianKernel): string {
  return `kernels/${sha256Text([LAYOUT, image.sha256, base?.sha256].join(' ')).slice(0, 32)}`;
}

/** The kernel as it lies in the store; undefined if it does not, or was damaged since (then it is removed). */
export async function unpackedKernel(store: Store, kernel: DebianKernel): Promise<UnpackedKernel | undefined> {
  const key = kernelKey(kernel);
  const directory = await store.lookup(key);
  if (!directory) return undefined;
  const manifest = await readManifest(directory);
  if (manifest && (await isIntact(join(directory, 'vmlinuz'), manifest))) return { ...manifest, directory };
  await store.remove(key);
  return undefined;
}

/** Download and unpack a kernel, unless it is there. */
export async function fetchKernelPackages(kernel: DebianKernel, context: FetchContext): Promise<UnpackedKernel> {
  const there = await unpackedKernel(context.store, kernel);
  if (there) return there;
  const { store, signal } = context;
  await store.ensure(
    kernelKey(kernel),
    async (target) => {
      const files = [kernel.image, ...(kernel.base ? [kernel.base] : [])];
      const debs: string[] = [];
      for (const file of files) debs.push(await fetchPackage(file, context));
      context.onEvent({ kind: 'extract', kernel: context.kernel, package: kernel.image.name });
      await store.scratch('unpack', (scratch) => unpackKernel(kernel, debs, scratch, target, signal));
    },
    { signal, onWait: () => context.onEvent({ kind: 'wait', kernel: context.kernel }) },
  );
  const made = await unpackedKernel(store, kernel);
  if (!made) throw new Error(`kernel ${kernel.debian} vanished from the cache right after it was unpacked`);
  return made;
}

/** Path of a package in the store, downloaded if it is not there. A copy damaged since is fetched again. */
export async function fetchPackage(file: PackageFile, context: FetchContext): Promise<string> {
  const { store, signal, onEvent, kernel } = context;
  const key = `debs/${file.sha256}.deb`;
  const there = await store.lookup(key);
  if (there && (await sha256File(there, signal)) === file.sha256) return there;
  if (there) {
    onEvent({ kind: 'note', kernel, text: `${file.name} in the cache is damaged: fetching it again` });
    await store.remove(key);
  }
  const produce = async (target: string) => {
    // The lists are needed to check the download by, even if the lock file says all there is to know.
    const { config } = await preparedArchive(context);
    await downloadPackage(store, file, target, {
      config,
      signal,
      onBytes: (bytes, total) => onEvent({ kind: 'download', kernel, package: file.name, bytes, total }),
      onDamaged: (why) => onEvent({ kind: 'note', kernel, text: `${file.name} arrived damaged (${why}): once again` }),
    });
  };
  return store.ensure(key, produce, { signal, onWait: () => onEvent({ kind: 'wait', kernel }) });
}

async function preparedArchive({ archive, onEvent, kernel, signal }: FetchContext): Promise<Archive> {
  if (!(await archive.cached())) {
    onEvent({ kind: 'index', kernel });
    await archive.refresh(0, signal);
  }
  return archive;
}

async function readManifest(directory: string): Promise<KernelManifest | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, 'kernel.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Reading 13 MB for each kernel of each run is too slow, so read only when size or time tell that somebody wrote to it. */
async function isIntact(image: string, { size, mtime, sha256 }: KernelManifest): Promise<boolean> {
  const info = await stat(image).catch(() => undefined);
  if (!info || info.size !== size) return false;
  return info.mtimeMs === mtime || (await sha256File(image)) === sha256;
}
