/** Finding the scenarios that the user means. */
import { globSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import leven from 'leven';
import { UserError } from '../../vm/errors.ts';
import { program } from '../../vm/installation.ts';
import { isSelected } from '../engine/selection.ts';
import { collectScenarios } from '../scenario/registry.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ownSuite } from '../scenario/spec-files.ts';
import type { Selection } from './options.ts';

/**
 * Every spec file, in the order of the alphabet.
 *
 * @param suite folder with specs instead of those that come with kconform
 * @throws UserError when there is none
 */
export function specFiles(suite?: string): string[] {
  const { folder, specs } = suite === undefined ? ownSuite : { folder: resolve(suite), specs: '**/*.spec.ts' };
  const files = globSync(specs, { cwd: folder, exclude: ['**/node_modules/**'] });
  if (files.length === 0) {
    throw new UserError(`there is no spec below ${folder}`, {
      hint: 'the files of a suite are called NAME.spec.ts, in a folder called suites',
    });
  }
  return files.sort().map((file) => join(folder, file));
}

/** A spec file may be named by its path, as the shell completes it; the slash keeps abi from meaning abi-of-something. */
export function normalisePattern(pattern: string): string {
  return pattern.replace(/^(\.\/)?suites\//, '').replace(/\.spec\.ts$/, '/');
}

/**
 * Load all specs and choose.
 *
 * @throws UserError when a spec does not load, or nothing is chosen
 */
export async function selectScenarios(selection: Selection): Promise<Scenario[]> {
  const all = await loadScenarios(selection.suite);
  const ids = new Set(all.map(({ id }) => id));
  const scenarios = selection.scenarios.map(normalisePattern);
  // An identity that was copied from a report means that scenario, not those whose identity it begins.
  const exactly = (id: string) =>
    scenarios.length === 0 || !scenarios.every((pattern) => ids.has(pattern)) || scenarios.includes(id);
  const chosen = all.filter((scenario) => exactly(scenario.id) && isSelected(scenario, { ...selection, scenarios }));
  if (chosen.length > 0) return chosen;
  const nothing = scenarios.find(
    (pattern) => !all.some((scenario) => isSelected(scenario, { scenarios: [pattern], tags: [] })),
  );
  if (nothing !== undefined) throw noSuch(nothing, all);
  throw new UserError(`no scenario has the tags ${selection.tags.join(' ')}`, {
    hint: `${program} list --json shows all tags`,
  });
}

/**
 * The one scenario that is meant: by its identity, or by a part that no other has.
 *
 * @throws UserError when there is none, or more than one
 */
export async function oneScenario(name: string, suite?: string): Promise<Scenario> {
  const all = await loadScenarios(suite);
  const found = all.find(({ id }) => id === name) ?? all.filter(({ id }) => id.includes(name));
  if (!Array.isArray(found)) return found;
  if (found.length === 0) throw noSuch(name, all);
  if (found.length === 1) return found[0]!;
  const some = found.slice(0, 5).map(({ id }) => `\n  ${id}`);
  const rest = found.length > 5 ? `\n  … and ${found.length - 5} more` : '';
  throw new UserError(`'${name}' is a part of ${found.length} scenarios:${some.join('')}${rest}`);
}

/**
 * Load all specs.
 *
 * @throws UserError when one does not load
 */
export async function loadScenarios(suite?: string): Promise<Scenario[]> {
  const files = specFiles(suite);
  for (const file of files) {
    try {
      await collectScenarios([file]);
    } catch (error) {
      throw badSpec(relative('', file), error as Error);
    }
  }
  return collectScenarios(files);
}

/** A spec that does not load is a mistake of whoever is writing it, and they want to know where. */
function badSpec(file: string, error: Error): UserError {
  const line = error.stack?.split('\n').find((line) => /^\s+at .*\.spec\.ts:\d+/.test(line));
  const where = line === undefined ? '' : ` (${relative('', line.replace(/^.*?(file:\/\/)?(\/[^)]*)\)?$/, '$2'))})`;
  return new UserError(`${file} does not load: ${error.message}${where}`, { cause: error });
}

/** Everything that somebody may have meant to type: an identity, its folders, and what is left without these. */
function parts(id: string): string[] {
  const words = id.split('/');
  return words.flatMap((_, from) =>
    words.slice(from).map((_, length) => words.slice(from, from + length + 1).join('/')),
  );
}

function noSuch(pattern: string, all: readonly Scenario[]): UserError {
  const candidates = [...new Set(all.flatMap(({ id }) => parts(id)))];
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: leven(pattern.replace(/\/$/, ''), candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const near = nearest !== undefined && nearest.distance <= Math.max(2, pattern.length / 3);
  return new UserError(`no scenario matches '${pattern}'`, {
    hint: near ? `did you mean ${nearest.candidate}?` : `${program} list shows all scenarios`,
  });
}
