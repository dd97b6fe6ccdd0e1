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
  /** What it was built from, for people. */
  from?: string | undefined;
}

/** Every `build:NAME` that there is, in the order of the alphabet. */
export async function listBuilds(store: Store): Promise<NamedBuild[]> {
  const names = (await entries(store.path('builds'))).filter((name) => name.endsWith('.json')).sort();
  const found = await Promise.all(
    names.map(async (file) => {
      const { key, from } = JSON.parse(await readFile(store.path(`builds/${file}`), 'utf8'));
      const kernel = await builtKernel(store, key);
      return kernel ? [{ name: file.slice(0, -'.json'.length), kernel, from }] : [];
    }),
  );
  return found.flat();
}

/**
 * Forget names.
 *
 * @returns keys of the kernels that they stood for
 * @throws UserError, and forgets nothing, when one of them is none
 */
export async function forgetBuilds(store: Store, names: readonly string[]): Promise<Set<string>> {
  const known = new Set((await entries(store.path('builds'))).map((file) => file.slice(0, -'.json'.length)));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const hint =
      known.size > 0 ? `there are ${[...known].map((name) => `build:${name}`).join(', ')}` : 'none was built';
    throw new UserError(`build:${unknown}: no kernel of this name was built`, { hint });
  }
  const builds = (await listBuilds(store)).filter(({ name }) => names.includes(name));
  for (const name of names) await rm(store.path(`builds/${name}.json`));
  return new Set(builds.map(({ kernel }) => kernel.key));
}

/** What was removed: keys and paths below the cache. */
export interface Collected {
  removed: string[];
  /** Workspaces in which something is being built, which were left alone. */
  busy: string[];
}

/**
 * Remove kernels that no name stands for, the objects that they came from as far as no other kernel did, and copies of sources without objects. Sources themselves
 * stay.
 *
 * @param among keys of the kernels to look at; without it all, and what was never finished: kernels without a name make later builds quick
 */
export async function collectBuilds(store: Store, among?: ReadonlySet<string>): Promise<Collected> {
  const collected: Collected = { removed: [], busy: [] };
  const named = new Set((await listBuilds(store)).map(({ kernel }) => kernel.key));
  const kept: BuiltKernel[] = [];
  const gone: BuiltKernel[] = [];
  for (const name of await entries(store.path('built'))) {
    const key = `built/${name}`;
    const kernel = await builtKernel(store, key);
    if (!kernel) continue;
    if (named.has(key) || (among && !among.has(key))) kept.push(kernel);
    else gone.push(kernel);
  }
  for (const { key } of gone) {
    await store.remove(key);
    collected.removed.push(key);
  }
  const wanted = new Set(kept.map(({ objects }) => objects));
  const doomed = among && new Set(gone.map(({ objects }) => objects));
  const isUnused = (directory: string) => !wanted.has(directory) && (doomed?.has(directory) ?? true);
  for (const name of await entries(store.path('workspaces'))) await collectWorkspace(store, name, isUnused, collected);
  return collected;
}

async function collectWorkspace(
  store: Store,
  name: string,
  isUnused: (objects: string) => boolean,
  collected: Collected,
): Promise<void> {
  const root = store.path(`workspaces/${name}`);
  const all = (await entries(join(root, 'objects'))).map((one) => join(root, 'objects', one));
  const unused = all.filter(isUnused);
  if (unused.length === 0 && all.length > 0) return;
  await using lock = await tryLock(join(store.root, 'locks', `workspaces=${name}`));
  if (!lock) {
    collected.busy.push(relative(store.root, root));
    return;
  }
  for (const directory of unused.length === all.length ? [root] : unused) {
    await rm(directory, { recursive: true, force: true });
    collected.removed.push(relative(store.root, directory));
  }
}

function entries(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
