import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MARK = 'kconform-building';

/**
 * Keeps a killed build from being taken for whole. kbuild writes the `.NAME.cmd` file of a target once its command is through: a target that is younger than that
 * file may be half written, and make, which looks at times only, would not make it again.
 *
 * @param objects directory of the objects
 * @param build runs make there
 */
export async function guardedBuild<T>(objects: string, build: () => Promise<T>): Promise<T> {
  const mark = join(objects, MARK);
  if (await isThere(mark)) await removeUnfinished(objects);
  await writeFile(mark, '');
  const made = await build();
  await rm(mark);
  return made;
}

/** Remove targets that are younger than their command files, or have none; returns what was removed. */
export async function removeUnfinished(objects: string): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await readdir(objects, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !isTarget(entry.name)) continue;
    const target = join(entry.parentPath, entry.name);
    const made = await stat(target, { bigint: true });
    const command = await stat(join(entry.parentPath, `.${entry.name}.cmd`), { bigint: true }).catch(() => undefined);
    if (command && command.mtimeNs >= made.mtimeNs) continue;
    await rm(target);
    removed.push(target);
  }
  return removed;
}

function isTarget(name: string): boolean {
  return /\.(o|a|S|bin|elf|gz)$/.test(name) || /^(vmlinux|bzImage|fixdep|objtool)/.test(name);
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
