import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyHunks, type Mutant, parseMutant } from './patch.ts';

/** Where mutants are. */
export const MUTANTS = join(import.meta.dirname, '../../fixtures/mutants');

/** All mutants, in the order of their numbers. */
export async function loadMutants(folder: string = MUTANTS): Promise<Mutant[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.patch')).sort();
  return Promise.all(
    names.map(async (name) => parseMutant(name.slice(0, -6), await readFile(join(folder, name), 'utf8'))),
  );
}

/** Why a mutant that no scenario noticed is none, by name: looked at by people, and kept in `equivalent.json`. */
export async function loadReviewed(folder: string = MUTANTS): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(folder, 'equivalent.json'), 'utf8'));
}

/**
 * The changed files of a mutant.
 *
 * @param read gives a file of the untouched source
 * @throws Error when it does not apply
 */
export async function changesOf(
  mutant: Mutant,
  read: (path: string) => Promise<string | undefined>,
): Promise<Map<string, string>> {
  const changes = new Map<string, string>();
  for (const [path, hunks] of mutant.files) {
    const text = await read(path);
    if (text === undefined) throw new Error(`${mutant.name}: there is no ${path}`);
    try {
      changes.set(path, applyHunks(text, hunks));
    } catch (error) {
      throw new Error(`${mutant.name}: ${path}: ${(error as Error).message}`);
    }
  }
  return changes;
}
