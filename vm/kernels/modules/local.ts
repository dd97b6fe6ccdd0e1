import { stat } from 'node:fs/promises';
import type { Store } from '../../store/index.ts';
import type { ModuleSet } from '../types.ts';
import { readModuleDirectory } from './directory.ts';
import { moduleSetKey, NO_MODULES, readModuleSet, withoutModules, writeModuleSet } from './set.ts';

/**
 * Modules of a kernel that the user built or installed.
 *
 * @param store keeps the uncompressed copies
 * @param directory of its modules; undefined if it has none
 * @param names modules wanted; their dependencies come along
 */
export async function localModules(store: Store, directory: string | undefined, names: string[]): Promise<ModuleSet> {
  if (names.length === 0) return NO_MODULES;
  if (!directory) return withoutModules(names, new Set());
  const modules = await readModuleDirectory(directory);
  if (modules.files.size === 0) return withoutModules(names, modules.builtin);
  // A rebuild must not find the old modules, so the key holds every file's time; stat of a few thousand files is quick.
  const stamps = await Promise.all(
    [...modules.files].map(async ([name, path]) => {
      const info = await stat(path).catch(() => undefined);
      if (!info) modules.files.delete(name);
      return `${path} ${info?.mtimeMs} ${info?.size}`;
    }),
  );
  const key = moduleSetKey(stamps.join('\n'), names);
  await store.ensure(key, (target) => writeModuleSet(modules, names, target));
  return (await readModuleSet(store, key)) ?? withoutModules(names, modules.builtin);
}
