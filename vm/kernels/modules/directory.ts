import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { moduleName, moduleNameOf } from './modinfo.ts';

/** The modules of one kernel, in a directory. */
export interface ModuleDirectory {
  /** Absolute path of each module file by module name. */
  files: Map<string, string>;
  builtin: Set<string>;
  /** Direct and indirect dependencies as in modules.dep, nearest first; undefined without that file. */
  dependencies?: Map<string, string[]>;
}

/**
 * Read a directory of modules, such as lib/modules/RELEASE of a package or a kernel's build tree.
 *
 * @param root the directory
 * @param builtinList path of modules.builtin, if it lies elsewhere
 */
export async function readModuleDirectory(root: string, builtinList?: string): Promise<ModuleDirectory> {
  const text = (path: string) => readFile(path, 'utf8').catch(() => '');
  const files = new Map<string, string>();
  for (const path of await modulePaths(root, await text(join(root, 'modules.order')))) {
    const name = moduleNameOf(path);
    if (name) files.set(name, join(root, path));
  }
  const builtin = parseBuiltin(await text(builtinList ?? join(root, 'modules.builtin')));
  const dep = await text(join(root, 'modules.dep'));
  return dep ? { files, builtin, dependencies: parseModulesDep(dep) } : { files, builtin };
}

/** Names in a modules.builtin file. */
export function parseBuiltin(text: string): Set<string> {
  return new Set(text.split('\n').flatMap((line) => moduleNameOf(line.trim()) ?? []));
}

/** Dependencies in a modules.dep file, by module name. */
export function parseModulesDep(text: string): Map<string, string[]> {
  const dependencies = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [path = '', rest = ''] = line.split(':');
    const name = moduleNameOf(path);
    if (name)
      dependencies.set(
        name,
        rest
          .split(/\s+/)
          .flatMap((dep) => moduleNameOf(dep) ?? [])
          .map(moduleName),
      );
  }
  return dependencies;
}

/** A package or an installed kernel has all below `kernel/`; in a build tree modules.order tells, for that is too large to search. */
async function modulePaths(root: string, order: string): Promise<string[]> {
  const entries = await readdir(join(root, 'kernel'), { recursive: true }).catch(() => []);
  const below = entries.filter((path) => /\.ko(\.(xz|zst|gz))?$/.test(path)).map((path) => join('kernel', path));
  if (below.length > 0) return below;
  // Up to 5.19 a build tree's modules.order prefixes paths with `kernel/`, and older ones list .o in place of .ko.
  const listed = order.split('\n').filter((line) => line !== '');
  return listed.map((line) => line.replace(/^kernel\//, '').replace(/\.o$/, '.ko'));
}
