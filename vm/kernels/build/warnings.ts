import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseStep } from './make.ts';

const NAME = 'warnings.json';
const RECORD = `kconform-${NAME}`;

/** Warnings by what was compiled when they came, without its suffix: `security/landlock/fs`. */
type ByUnit = Record<string, string[]>;

/**
 * Keeps in mind what the compiler warned of: a build that compiles one file says nothing of the others.
 *
 * @param objects directory of the objects; what was compiled there before anybody listened stays unknown
 * @param tree top of the source
 * @returns takes in lines of output; and writes them down, to be called however make ended
 */
export async function listenForWarnings(objects: string, tree: string) {
  const path = join(objects, RECORD);
  await mkdir(objects, { recursive: true });
  const known = await readJson<ByUnit>(path);
  const isFresh = known === undefined && (await readdir(objects)).length === 0;
  const warnings = new Map(Object.entries(known ?? {}));
  const parse = warningParser(objects, tree);
  return {
    line(text: string): void {
      const { made, unit, warning } = parse(text);
      if (made !== undefined) warnings.delete(made);
      if (unit !== undefined && warning !== undefined) warnings.set(unit, [...(warnings.get(unit) ?? []), warning]);
    },
    async remember(): Promise<void> {
      if (known !== undefined || isFresh) await writeFile(path, JSON.stringify(Object.fromEntries(warnings)));
    },
  };
}

/** Reads output line by line; a warning in a header belongs to what includes it. */
function warningParser(objects: string, tree: string) {
  let includer: string | undefined;
  const inTree = (path: string) => {
    const inside = relative(tree, resolve(objects, path));
    return inside.startsWith('..') ? relative(objects, resolve(objects, path)) : inside;
  };
  return (line: string): { made?: string; unit?: string; warning?: string } => {
    const step = parseStep(line);
    if (step) return { made: withoutSuffix(step.file) };
    const [, from] = /^(?:In file included|\s+) from ([^:\s]+):/.exec(line) ?? [];
    if (from !== undefined) includer = inTree(from);
    const [, path, rest] = /^([^\s:]+)(:.*)$/.exec(line) ?? [];
    if (path === undefined || !/: warning: /.test(line)) return {};
    const unit = withoutSuffix(includer ?? inTree(path));
    includer = undefined;
    return { unit, warning: inTree(path) + rest };
  };
}

function withoutSuffix(path: string): string {
  return path.replace(/\.\w+$/, '');
}

/** Put the warnings beside a kernel that is about to become an entry. */
export async function keepWarnings(objects: string, target: string): Promise<void> {
  const known = await readJson<ByUnit>(join(objects, RECORD));
  if (known !== undefined) await writeFile(join(target, NAME), JSON.stringify(Object.values(known).flat().sort()));
}

/** What the compiler warned of anywhere in a kernel; undefined when nobody knows. */
export function readWarnings(kernel: string): Promise<string[] | undefined> {
  return readJson(join(kernel, NAME));
}

/** Warnings that `before` does not have. Lines move, so a warning is told by its file and its words. */
export function newWarnings(before: readonly string[], after: readonly string[]): string[] {
  const had = new Map<string, number>();
  for (const warning of before) had.set(inWords(warning), (had.get(inWords(warning)) ?? 0) + 1);
  return [...new Set(after)].filter((warning) => {
    const left = had.get(inWords(warning)) ?? 0;
    had.set(inWords(warning), left - 1);
    return left <= 0;
  });
}

function inWords(warning: string): string {
  return warning.replace(/^([^:]+)(:\d+)*:/, '$1:');
}

async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}
