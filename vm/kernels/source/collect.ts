import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere } from '../../store/errors.ts';
import type { Store } from '../../store/index.ts';
import { tryLock } from '../../store/lock.ts';

/**
 * Remove unpacked sources that no workspace is a copy of: they are unpacked again when somebody asks for them, from the packages, which stay. One that is being unpacked
 * stays, too.
 *
 * @returns keys of what was removed
 */
export async function collectSources(store: Store): Promise<string[]> {
  const workspaces = new Set(await entries(store.path('workspaces')));
  const removed: string[] = [];
  for (const name of await entries(store.path('sources'))) {
    const key = `sources/${name}`;
    if (workspaces.has(name)) continue;
    await using lock = await tryLock(join(store.root, 'locks', key.replace('/', '=')));
    if (!lock) continue;
    await rm(store.path(key), { recursive: true, force: true });
    removed.push(key);
  }
  return removed;
}

async function entries(directory: string): Promise<string[]> {
  return (await ifThere(readdir(directory))) ?? [];
}
