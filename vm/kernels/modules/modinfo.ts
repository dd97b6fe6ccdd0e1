import { elfSection, isElf64 } from '../elf.ts';

/** What a module says of itself that matters for loading it. */
export interface ModuleInfo {
  /** Modules that must be loaded before it. */
  depends: string[];
  /** Modules that it would like to find loaded. */
  softDepends: string[];
}

/** The form of a module's name that /proc/modules shows: dashes and underscores mean the same. */
export function moduleName(name: string): string {
  return name.replaceAll('-', '_');
}

/** Module name of a file such as `kernel/fs/overlayfs/overlay.ko.xz`; undefined if it is no module. */
export function moduleNameOf(path: string): string | undefined {
  const base = /([^/]+)\.k?o(?:\.(?:xz|zst|gz))?$/.exec(path)?.[1];
  return base && moduleName(base);
}

/**
 * Read the `.modinfo` section of an uncompressed module.
 *
 * @throws RangeError when the file is no ELF module
 */
export function readModuleInfo(file: Buffer): ModuleInfo {
  const section = isElf64(file) ? elfSection(file, '.modinfo') : undefined;
  if (!section) throw new RangeError('not a kernel module: no .modinfo section');
  const fields = section.toString('latin1').split('\0');
  const values = (key: string) => fields.filter((f) => f.startsWith(`${key}=`)).map((f) => f.slice(key.length + 1));
  const depends = values('depends').flatMap((list) => list.split(','));
  const softDepends = values('softdep').flatMap(
    (text) => /\bpre:\s*([^:]*?)(?:\s+post:|$)/.exec(text)?.[1]?.split(/\s+/) ?? [],
  );
  return { depends: clean(depends), softDepends: clean(softDepends) };
}

function clean(names: string[]): string[] {
  return names.filter((name) => name !== '').map(moduleName);
}
