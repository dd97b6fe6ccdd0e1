import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Store } from '../../store/index.ts';
import { tryLock } from '../../store/lock.ts';
import { type BuiltKernel, builtKernel } from './entry.ts';

/** A kernel that was built, under one of its names. */
export interface NamedBuild {
  name: string;
  kernel: BuiltKernel;
}

/** Every `build:NAME` that there is, in the order of the alphabet. */
export async function listBuilds(store: Store): Promise<NamedBuild[]> {
  const names = (await entries(store.path('builds'))).filter((name) => name.endsWith('.json')).sort();
  const found = await Promise.all(
    names.map(async (file) => {
      const { key } = JSON.parse(await readFile(store.path(`builds/${file}`), 'utf8'));
      const kernel = await builtKernel(store, key);
      return kernel ? [{ name: file.slice(0, -'.json'.length), kernel }] : [];
    }),
  );
  return found.flat();
}

/**
 * Forget names. What they stood for goes with the next {@link collectBuilds}.
 *
 * @throws UserError, and removes nothing, when one of them is none
 */
export async function forgetBuilds(store: Store, names: readonly string[]): Promise<void> {
  const known = new Set((await entries(store.path('builds'))).map((file) => file.slice(0, -'.json'.length)));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const hint =
      known.size > 0 ? `there are ${[...known].map((name) => `build:${name}`).join(', ')}` : 'none was built';
    throw new UserError(`build:${unknown}: no kernel of this name was built`, { hint });
  }
  for (const name of names) await rm(store.path(`builds/${name}.json`));
}

/** What was removed: keys and paths below the cache. */
export interface Collected {
  removed: string[];
  /** Workspaces in which something is being built, which were left alone. */
  busy: string[];
}

/** Remove kernels that no name stands for, objects that no kernel came from, and copies of sources without objects. Sources themselves stay. */
export async function collectBuilds(store: Store): Promise<Collected> {
  const collected: Collected = { removed: [], busy: [] };
  const wanted = new Set((await listBuilds(store)).map(({ kernel }) => kernel.key));
  const kept: BuiltKernel[] = [];
  for (const name of await entries(store.path('built'))) {
    const key = `built/${name}`;
    const kernel = await builtKernel(store, key);
    if (kernel && wanted.has(key)) kept.push(kernel);
    else {
      await store.remove(key);
      collected.removed.push(key);
    }
  }
  const objects = new Set(kept.map(({ objects }) => objects));
  for (const name of await entries(store.path('workspaces'))) await collectWorkspace(store, name, objects, collected);
  return collected;
}

async function collectWorkspace(
  store: Store,
  name: string,
  wanted: ReadonlySet<string>,
  collected: Collected,
): Promise<void> {
  const root = store.path(`workspaces/${name}`);
  await using lock = await tryLock(join(store.root, 'locks', `workspaces=${name}`));
  if (!lock) {
    collected.busy.push(relative(store.root, root));
    return;
  }
  const all = (await entries(join(root, 'objects'))).map((one) => join(root, 'objects', one));
  const unused = all.filter((directory) => !wanted.has(directory));
  const doomed = unused.length === all.length ? [root] : unused;
  for (const directory of doomed) {
    await rm(directory, { recursive: true, force: true });
    collected.removed.push(relative(store.root, directory));
  }
}

function entries(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
