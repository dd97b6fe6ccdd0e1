import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Store, sha256Text } from '../../store/index.ts';
import type { MissingReason, ModuleSet } from '../types.ts';
import { closeOver } from './closure.ts';
import type { ModuleDirectory } from './directory.ts';
import { moduleName } from './modinfo.ts';

// Part of the key: raise it when the choice of modules or their order changes.
const LAYOUT = 1;

/** The set without any module. */
export const NO_MODULES: ModuleSet = { files: [], builtin: [], missing: [] };

/**
 * The answer for a kernel whose module files cannot be had.
 *
 * @param builtin its built-in modules; empty if they are not known either
 */
export function withoutModules(names: string[], builtin: ReadonlySet<string>): ModuleSet {
  const reason: MissingReason = builtin.size === 0 ? 'unknown' : 'no-modules';
  const wanted = [...new Set(names.map(moduleName))];
  return {
    files: [],
    builtin: wanted.filter((name) => builtin.has(name)),
    missing: wanted.filter((name) => !builtin.has(name)).map((name) => ({ name, reason })),
  };
}

/** What an entry of the store holds beside the module files. */
interface Manifest {
  load: string[];
  builtin: ModuleSet['builtin'];
  missing: ModuleSet['missing'];
}

/** Key of a set of modules in the store. */
export function moduleSetKey(source: string, names: string[]): string {
  return `modules/${sha256Text([LAYOUT, source, ...names.map(moduleName)].join(' ')).slice(0, 32)}`;
}

/** Collect modules with their dependencies, uncompressed, in a new directory of the store. */
export async function writeModuleSet(directory: ModuleDirectory, names: string[], target: string): Promise<void> {
  const { load, builtin, missing } = await closeOver(directory, names);
  await mkdir(target);
  for (const { name, contents } of load) await writeFile(join(target, `${name}.ko`), contents);
  const manifest: Manifest = { load: load.map(({ name }) => name), builtin, missing };
  await writeFile(join(target, 'modules.json'), JSON.stringify(manifest));
}

/** Read a set of modules back; undefined if the store does not have it. */
export async function readModuleSet(store: Store, key: string): Promise<ModuleSet | undefined> {
  const directory = await store.lookup(key);
  if (!directory) return undefined;
  const { load, builtin, missing }: Manifest = JSON.parse(await readFile(join(directory, 'modules.json'), 'utf8'));
  return { files: load.map((name) => ({ name, path: join(directory, `${name}.ko`) })), builtin, missing };
}
