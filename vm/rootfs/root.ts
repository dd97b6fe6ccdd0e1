import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { cpioArchive } from '../image/cpio.ts';
import { root as installation } from '../installation.ts';
import type { PackageFile } from '../kernels/apt/catalogue.ts';
import { type Store, sha256File, sha256Text } from '../store/index.ts';
import { generatedFiles } from './generated.ts';
import { fetchRootPackages, lockedPackages, type PackageContext, resolvePackages } from './packages.ts';
import { type Recipe, readRecipe } from './recipe.ts';
import { rootEntries } from './tree.ts';

// Part of the key: raise it when the same recipe, generated files and packages give another tree.
const LAYOUT = 1;

/** A guest root in the store. */
export interface Root {
  recipe: Recipe;
  /** Archive of its files, in the format of an initramfs. */
  path: string;
  sha256: string;
  packages: readonly PackageFile[];
}

/** The directory with the recipes. */
export const recipesDirectory = join(installation, 'fixtures/rootfs');

/** Names of the roots that there are recipes for. */
export async function rootNames(directory = recipesDirectory): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The recipe of that name. @throws UserError that names file and line of what is wrong */
export function recipeOf(name: string, directory = recipesDirectory): Promise<Recipe> {
  return readRecipe(join(directory, name, 'recipe.yaml'));
}

/**
 * The recipes of these names, all when there are none.
 *
 * @throws UserError for a name that there is no recipe for
 */
export async function namedRecipes(names: readonly string[], directory = recipesDirectory): Promise<Recipe[]> {
  const known = await rootNames(directory);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`there is no root '${unknown}'`, { hint: `there are recipes for ${known.join(', ')}` });
  }
  return Promise.all((names.length > 0 ? names : known).map((name) => recipeOf(name, directory)));
}

/**
 * A root with real programs: from the store, or made now from the packages that its lock file pins.
 *
 * @throws UserError for a recipe that is wrong, InfrastructureError when packages cannot be had or the cache cannot be used
 */
export async function ensureRoot(recipe: Recipe, context: PackageContext): Promise<Root> {
  const locked = (await lockedPackages(recipe)) ?? (await resolvePackages(recipe, context));
  const there = await fetchedRoot(recipe, locked, context.store);
  if (there) return there;
  const { packages, debs } = await fetchRootPackages(recipe, locked, context);
  const { store, signal, onNote } = context;
  await store.ensure(
    await keyOf(recipe, packages),
    async (target) => {
      onNote(`${recipe.name}: unpacking ${packages.length} packages`);
      await store.scratch(`root-${recipe.name}`, async (scratch) => {
        await writeFile(target, cpioArchive(await rootEntries(recipe, debs, scratch, signal)));
      });
    },
    { signal },
  );
  return (await fetchedRoot(recipe, packages, store))!;
}

/** A root of exactly these packages, if it lies in the store. */
export async function fetchedRoot(
  recipe: Recipe,
  packages: readonly PackageFile[],
  store: Store,
): Promise<Root | undefined> {
  const path = await store.lookup(await keyOf(recipe, packages));
  return path === undefined ? undefined : { recipe, path, sha256: await sha256File(path), packages };
}

/** What a root is made of: recipe, its files, those that this version generates of it, packages. */
async function keyOf(recipe: Recipe, packages: readonly PackageFile[]): Promise<string> {
  const { lines: _, path: __, directory, ...words } = recipe;
  const files = join(directory, 'files');
  const names = await readdir(files, { recursive: true, withFileTypes: true }).catch(() => []);
  const parts: string[] = [];
  for (const entry of names.filter((entry) => entry.isFile())) {
    const name = join(entry.parentPath, entry.name);
    parts.push(`${name.slice(files.length)} ${sha256Text(await readFile(name, 'latin1'))}`);
  }
  const generated = generatedFiles(recipe).map(({ data, ...entry }) =>
    JSON.stringify({ ...entry, data: data?.toString() }),
  );
  const all = [LAYOUT, JSON.stringify(words), ...parts.sort(), ...generated, ...packages.map(({ sha256 }) => sha256)];
  return `roots/${recipe.name}-${sha256Text(all.join('\n')).slice(0, 32)}.cpio`;
}
