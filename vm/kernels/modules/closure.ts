import { InfrastructureError } from '../../errors.ts';
import type { MissingModule } from '../types.ts';
import { readModule } from './decompress.ts';
import type { ModuleDirectory } from './directory.ts';
import { type ModuleInfo, moduleName, readModuleInfo } from './modinfo.ts';

/** Modules with all that they depend on, contents in memory. */
export interface Closure {
  /** In load order. */
  load: { name: string; contents: Buffer }[];
  builtin: string[];
  missing: MissingModule[];
}

/**
 * Find these modules and their dependencies, in load order.
 *
 * @param directory the kernel's modules
 * @param names dashes and underscores mean the same
 * @throws InfrastructureError when a module file is damaged
 */
export async function closeOver(directory: ModuleDirectory, names: string[]): Promise<Closure> {
  const closure: Closure = { load: [], builtin: [], missing: [] };
  const seen = new Set<string>();
  const visit = async (name: string, neededBy?: string): Promise<void> => {
    if (seen.has(name)) return;
    seen.add(name);
    if (directory.builtin.has(name)) return void closure.builtin.push(name);
    const path = directory.files.get(name);
    if (!path) return void closure.missing.push({ name, reason: 'not-in-kernel', ...(neededBy && { neededBy }) });
    const contents = await readModule(path);
    const info = moduleInfo(path, contents);
    for (const soft of softModules(info, directory)) await visit(soft, name);
    for (const dependency of hardDependencies(name, info, directory)) await visit(dependency, name);
    closure.load.push({ name, contents });
  };
  for (const name of names) await visit(moduleName(name));
  return closure;
}

function moduleInfo(path: string, contents: Buffer): ModuleInfo {
  try {
    return readModuleInfo(contents);
  } catch (cause) {
    throw new InfrastructureError(`${path} is damaged: ${(cause as Error).message}`, { cause });
  }
}

/** modules.dep knows what depmod found out, also dependencies by alias; last come those that everything else rests on. */
function hardDependencies(name: string, info: ModuleInfo, { dependencies }: ModuleDirectory): string[] {
  const listed = dependencies?.get(name);
  return listed ? listed.toReversed() : info.depends;
}

/** Soft dependencies are wishes: those that are no file are let go. `crc32c` and the like are aliases of their generic module. */
function softModules({ softDepends }: ModuleInfo, { files }: ModuleDirectory): string[] {
  return softDepends.flatMap((name) => [name, `${name}_generic`].find((candidate) => files.has(candidate)) ?? []);
}
