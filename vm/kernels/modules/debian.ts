import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DebianKernel } from '../apt/catalogue.ts';
import { PackageGoneError } from '../apt/download.ts';
import { type FetchContext, fetchPackage, type UnpackedKernel } from '../debian.ts';
import type { ModuleSet } from '../types.ts';
import { unpackDeb } from '../unpack.ts';
import { parseBuiltin, readModuleDirectory } from './directory.ts';
import { moduleSetKey, NO_MODULES, readModuleSet, withoutModules, writeModuleSet } from './set.ts';

const ONLY_MODULES = ['*/share/*', '*/boot/*', '*/vmlinuz', '*/System.map*'];

/**
 * Modules of a Debian kernel. Its module package is downloaded the first time that modules are asked for, since most runs ask for none.
 *
 * @param names modules wanted; their dependencies come along
 */
export async function debianModules(
  kernel: DebianKernel,
  unpacked: UnpackedKernel,
  names: string[],
  context: FetchContext,
): Promise<ModuleSet> {
  if (names.length === 0) return NO_MODULES;
  const builtin = join(unpacked.directory, 'modules.builtin');
  const known = parseBuiltin(await readFile(builtin, 'utf8').catch(() => ''));
  const allBuiltin = withoutModules(names, known);
  if (allBuiltin.missing.length === 0 || !kernel.modules) return allBuiltin;
  const key = moduleSetKey(`${kernel.image.sha256} ${kernel.modules.sha256}`, names);
  const there = await readModuleSet(context.store, key);
  if (there) return there;
  try {
    await make(kernel, key, names, builtin, context);
  } catch (error) {
    if (!(error instanceof PackageGoneError)) throw error;
    const text = `${kernel.modules.name} is gone from the mirror: no modules for ${kernel.release}`;
    context.onEvent({ kind: 'note', kernel: context.kernel, text });
    return allBuiltin;
  }
  return (await readModuleSet(context.store, key)) ?? allBuiltin;
}

async function make(kernel: DebianKernel, key: string, names: string[], builtin: string, context: FetchContext) {
  const { store, signal, onEvent } = context;
  const onWait = () => onEvent({ kind: 'wait', kernel: context.kernel });
  const produce = async (target: string) => {
    const file = kernel.modules!;
    const deb = await fetchPackage(file, context);
    onEvent({ kind: 'extract', kernel: context.kernel, package: file.name });
    await store.scratch('unpack', async (scratch) => {
      await unpackDeb(deb, scratch, ONLY_MODULES, signal);
      const root = await firstDirectory(
        [`usr/lib/modules/${kernel.release}`, `lib/modules/${kernel.release}`],
        scratch,
      );
      await writeModuleSet(await readModuleDirectory(root, builtin), names, target);
    });
  };
  await store.ensure(key, produce, { signal, onWait });
}

async function firstDirectory(places: string[], root: string): Promise<string> {
  for (const place of places) {
    if (await stat(join(root, place)).catch(() => undefined)) return join(root, place);
  }
  return join(root, places[0] ?? '');
}
