import { readFile, stat } from 'node:fs/promises';
import { arch, release } from 'node:os';
import { dirname, join } from 'node:path';
import { type Store, sha256File, sha256Text } from '../store/index.ts';
import { inspectImage } from './image.ts';
import { localModules } from './modules/local.ts';
import { withoutModules } from './modules/set.ts';
import { treeImage } from './path.ts';
import type { FileName, Kernel, TreeName } from './types.ts';

/** A kernel image given as a file. Beside it, where distributions install it, or in the tree where it was built, may lie a config and modules. */
export async function fileKernel({ id, path }: FileName, store: Store): Promise<Kernel> {
  const info = await inspectImage(path, id);
  const tree = await treeOf(path);
  const config = await firstFile([
    ...(info.release ? [join(dirname(path), `config-${info.release}`)] : []),
    ...(tree ? [join(tree, '.config')] : []),
  ]);
  // Installed modules may be older than the image: those that were built with it come first.
  const modules = tree ?? (info.release ? await firstFile([`/lib/modules/${info.release}`]) : undefined);
  return {
    id,
    kind: 'file',
    ...(info.release && { version: info.release }),
    image: path,
    sha256: await sha256File(path),
    ...(config && { config }),
    modules: (names) => localModules(store, modules, names),
  };
}

/** A kernel in the directory where it was built, with O= or without. */
export async function treeKernel({ id, path }: TreeName, store: Store): Promise<Kernel> {
  const image = await treeImage(path, id);
  const built = await readFile(join(path, 'include/config/kernel.release'), 'utf8').catch(() => undefined);
  const version = built?.trim() || (await inspectImage(image, id)).release;
  const config = await firstFile([join(path, '.config')]);
  return {
    id,
    kind: 'tree',
    ...(version && { version }),
    image,
    sha256: await sha256File(image),
    ...(config && { config }),
    modules: (names) => localModules(store, path, names),
  };
}

/** The running kernel. It loads its own modules, so none are ever to be carried to it. */
export async function hostKernel(): Promise<Kernel> {
  const version = release();
  const text = await readFile('/proc/version', 'utf8').catch(() => `${version} ${arch()}`);
  const config = await firstFile([`/boot/config-${version}`]);
  return {
    id: 'host',
    kind: 'host',
    version,
    sha256: sha256Text(text),
    ...(config && { config }),
    modules: async (names) => withoutModules(names, new Set()),
  };
}

/** The directory in which an image was built, if it still lies where it was made. */
async function treeOf(image: string): Promise<string | undefined> {
  const tree = /^(.+)\/arch\/[^/]+\/boot\/[^/]+$/.exec(image)?.[1];
  return tree && (await firstFile([join(tree, 'include/config/kernel.release')])) ? tree : undefined;
}

async function firstFile(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await stat(path).catch(() => undefined)) return path;
  }
  return undefined;
}
