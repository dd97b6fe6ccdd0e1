import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { program } from '../../installation.ts';
import { Store, sha256File, writeAtomically } from '../../store/index.ts';
import { parseBuiltin } from '../modules/directory.ts';
import { withoutModules } from '../modules/set.ts';
import type { BuildName, Kernel } from '../types.ts';

/** What lies beside a kernel that was built, in `kernel.json`. */
export interface BuiltManifest {
  layout: number;
  /** `uname -r`. */
  release: string;
  /** SHA-256 of the image. */
  sha256: string;
  /** What it was built from, in words. */
  source: string;
  compiler: string;
  /** Where the objects were, and which of their directories count for gcov. */
  objects: string;
  profile: string[];
}

/** A built kernel in the store: vmlinuz, config, modules.builtin, and with counters the folder gcov. */
export interface BuiltKernel extends BuiltManifest {
  key: string;
  directory: string;
}

/** Raise it when what is kept of a build changes. */
export const LAYOUT = 1;

/** The kernel with this key, if it was built. */
export async function builtKernel(store: Store, key: string): Promise<BuiltKernel | undefined> {
  const directory = await store.lookup(key);
  if (!directory) return undefined;
  const manifest: BuiltManifest = JSON.parse(await readFile(join(directory, 'kernel.json'), 'utf8'));
  return { ...manifest, key, directory };
}

/**
 * What `build:NAME` means from now on.
 *
 * @param from what it was built from, for people
 */
export async function nameBuild(store: Store, name: string, { key }: BuiltKernel, from?: string): Promise<void> {
  // The folder exists once a lock of it was taken; making it costs nothing.
  await using _lock = await store.lock(`builds/${name}`);
  await mkdir(store.path('builds'), { recursive: true });
  await writeAtomically(store.path(`builds/${name}.json`), `${JSON.stringify({ key, from })}\n`);
}

/**
 * A kernel by the name that it was built under.
 *
 * @throws UserError when there is none
 */
export async function namedBuild(name: string, store: Store = new Store()): Promise<BuiltKernel> {
  const text = await readFile(store.path(`builds/${name}.json`), 'utf8').catch(() => undefined);
  const built = text && (await builtKernel(store, JSON.parse(text).key));
  if (built) return built;
  throw new UserError(`build:${name}: no kernel of this name was built`, {
    hint: `${program} kernels list shows those that were; ${program} build --tree DIR --name ${name} builds one`,
  });
}

/** The built kernel, ready to boot. */
export async function buildKernel({ id, name }: BuildName, store: Store): Promise<Kernel> {
  const { directory, release, sha256, profile, objects } = await namedBuild(name, store);
  const builtin = parseBuiltin(await readFile(join(directory, 'modules.builtin'), 'utf8'));
  return {
    id,
    kind: 'build',
    version: release,
    image: join(directory, 'vmlinuz'),
    sha256,
    config: join(directory, 'config'),
    ...(profile.length > 0 && { counters: { objects, directory: join(directory, 'gcov'), profile } }),
    modules: async (names) => withoutModules(names, builtin),
  };
}

/** SHA-256 of the image in a directory that is about to become an entry. */
export function imageHash(directory: string): Promise<string> {
  return sha256File(join(directory, 'vmlinuz'));
}
