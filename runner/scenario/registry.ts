import { pathToFileURL } from 'node:url';
import type { Scenario } from './scenario.ts';
import { hookSpecImports } from './spec-imports.ts';

/** Takes the scenarios of one `scenario()` call, in order. */
export type ScenarioSink = (scenarios: readonly Scenario[]) => void;

let sink: ScenarioSink | undefined;
const collected: Scenario[] = [];
const identities = new Set<string>();

/**
 * Hands every scenario that is declared from now on to `next`, besides collecting it: under vitest it becomes a test.
 *
 * @param next takes the scenarios of each call; undefined only collects
 */
export function registerScenarios(next: ScenarioSink | undefined): void {
  sink = next;
}

/**
 * Takes declared scenarios; for `scenario()` only.
 *
 * @throws RangeError when an identity is taken
 */
export function register(scenarios: readonly Scenario[]): void {
  for (const { id } of scenarios) {
    // With a sink a spec may be loaded more than once (vitest: one project for each kernel, watch mode).
    if (identities.has(id) && sink === undefined)
      throw new RangeError(`two scenarios are called '${id}': change a title or a label`);
    identities.add(id);
  }
  collected.push(...scenarios);
  sink?.(scenarios);
}

/** Forgets what was declared before: a worker loads the same spec again for its next kernel, and watch mode after each change. */
export function startFile(): void {
  collected.length = 0;
  identities.clear();
}

/** Every scenario that was declared in this process, in order. */
export const collectedScenarios = (): readonly Scenario[] => collected;

/**
 * Loads spec files and returns the scenarios that they declare. A file that was loaded before is not loaded again, its scenarios
 * are returned all the same.
 *
 * @param files absolute paths of spec files
 */
export async function collectScenarios(files: readonly string[]): Promise<Scenario[]> {
  hookSpecImports();
  for (const file of files) await import(pathToFileURL(file).href);
  return collected.filter(({ file }) => files.includes(file));
}
