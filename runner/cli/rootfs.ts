/** `kconform rootfs`. */

import { lockedPackages, lockText, type PackageContext, resolvePackages } from '../../vm/rootfs/packages.ts';
import { lockPath } from '../../vm/rootfs/recipe.ts';
import { ensureRoot, fetchedRoot, namedRecipes } from '../../vm/rootfs/root.ts';
import { Store, writeAtomically } from '../../vm/store/index.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';

function context(output: Output): PackageContext {
  return { store: new Store(), onNote: (text) => output.err(`${text}\n`) };
}

/** Which roots there are. */
export async function listRootsCommand(output: Output): Promise<number> {
  const rows = [['root', 'suites', 'packages', 'built']];
  const { store } = context(output);
  for (const recipe of await namedRecipes([])) {
    const locked = await lockedPackages(recipe);
    const built = locked && (await fetchedRoot(recipe, locked, store));
    rows.push([
      recipe.name,
      recipe.suites.join(' '),
      locked ? String(locked.length) : 'not pinned',
      built ? 'yes' : 'no',
    ]);
  }
  output.out(table(rows));
  return 0;
}

/** Build roots. */
export async function buildRootsCommand(names: readonly string[], output: Output): Promise<number> {
  for (const recipe of await namedRecipes(names)) {
    const { path, packages } = await ensureRoot(recipe, context(output));
    output.out(`${recipe.name}: ${packages.length} packages, ${path}\n`);
  }
  return 0;
}

/** Pin what the mirror has now. */
export async function updateRootsCommand(names: readonly string[], output: Output): Promise<number> {
  for (const recipe of await namedRecipes(names)) {
    const before = (await lockedPackages(recipe)) ?? [];
    const after = await resolvePackages(recipe, context(output));
    await writeAtomically(lockPath(recipe), lockText(after));
    const changed = after.filter(({ sha256 }) => before.every((other) => other.sha256 !== sha256));
    for (const { name, version } of changed) {
      const old = before.find((other) => other.name === name);
      output.out(`${recipe.name}: ${name} ${old ? `${old.version} -> ${version}` : version}\n`);
    }
    for (const { name } of before)
      if (after.every((other) => other.name !== name)) output.out(`${recipe.name}: ${name} is gone\n`);
    if (changed.length === 0) output.out(`${recipe.name}: nothing changed\n`);
  }
  return 0;
}
