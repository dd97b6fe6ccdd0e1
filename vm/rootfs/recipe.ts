import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import leven from 'leven';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { errorCode } from '../store/index.ts';

/** A user of a root, and the group of the same name and number. */
export interface RootUser {
  name: string;
  uid: number;
  home: string;
  shell: string;
}

/** What a guest root with real programs is made of: `fixtures/rootfs/NAME/recipe.yaml`. */
export interface Recipe {
  name: string;
  /** Path of the recipe, as it is shown. */
  path: string;
  /** Directory with the recipe, its lock file and its files. */
  directory: string;
  /** Suites of the Debian archive that packages come from. */
  suites: readonly string[];
  packages: readonly string[];
  /** Packages of the dependency closure that are left out: what only maintainer scripts call. */
  without: readonly string[];
  /** Paths that are left out, patterns of tar. */
  trim: readonly string[];
  users: readonly RootUser[];
  groups: Readonly<Record<string, number>>;
  /** Symbolic links, from path to target. */
  links: Readonly<Record<string, string>>;
  /** Empty directories. */
  directories: readonly string[];
  /** Units that must not start. */
  mask: readonly string[];
  /** Units after whose start the guest is ready. */
  ready: readonly string[];
  /** Options without which a kernel cannot run it, without CONFIG_. */
  kernel: readonly string[];
  /** MiB of memory that a guest gets. */
  memory: number;
  /** Line of each entry in the recipe, by key and value. */
  lines: ReadonlyMap<string, number>;
}

type Kind = 'names' | 'mapping' | 'numbers' | 'number' | 'users';

const keys: Readonly<Record<string, Kind>> = {
  suites: 'names',
  packages: 'names',
  without: 'names',
  trim: 'names',
  users: 'users',
  groups: 'numbers',
  links: 'mapping',
  directories: 'names',
  mask: 'names',
  ready: 'names',
  kernel: 'names',
  memory: 'number',
};
const required = ['suites', 'packages', 'ready', 'memory'];
const userKeys = ['name', 'uid', 'home', 'shell'];

/** @throws UserError that names file and line of what is wrong */
export async function readRecipe(path: string): Promise<Recipe> {
  const shown = relative(process.cwd(), path);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new UserError(`cannot read the recipe ${shown}: ${errorCode(cause) ?? cause}`, { cause });
  });
  return parseRecipe(text, path, shown);
}

/** @throws UserError that names file and line of what is wrong */
export function parseRecipe(text: string, path: string, shown = path): Recipe {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineOf = (node: unknown) => counter.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const fail = (line: number, what: string, hint?: string): never => {
    throw new UserError(`${shown}:${line}: ${what}`, { hint });
  };
  const [error] = document.errors;
  if (error) fail(counter.linePos(error.pos[0]).line, error.message);
  if (!isMap(document.contents)) return fail(1, 'a recipe is a mapping of keys');
  const lines = new Map<string, number>();
  const values: Record<string, unknown> = {};
  for (const { key, value } of document.contents.items) {
    const name = String(isScalar(key) ? key.value : key);
    const kind = keys[name];
    const line = lineOf(key);
    if (kind === undefined) return fail(line, `a recipe has no '${name}'${suggestion(name, Object.keys(keys))}`);
    values[name] = readValue(kind, value as Node | null, { name, line, lineOf, fail, lines });
  }
  const missing = required.find((name) => values[name] === undefined);
  if (missing !== undefined) return fail(1, `the recipe has no '${missing}'`);
  const empty = { without: [], trim: [], users: [], groups: {}, links: {}, directories: [], mask: [], kernel: [] };
  const directory = dirname(path);
  return {
    ...empty,
    ...(values as object),
    name: basename(directory),
    path: shown,
    directory,
    lines,
  } as unknown as Recipe;
}

interface Reading {
  name: string;
  line: number;
  lineOf(node: unknown): number;
  fail(line: number, what: string, hint?: string): never;
  lines: Map<string, number>;
}

function readValue(kind: Kind, node: Node | null, reading: Reading): unknown {
  const { name, line, lineOf, fail, lines } = reading;
  if (kind === 'number') {
    const value = isScalar(node) ? node.value : undefined;
    return typeof value === 'number' && value > 0 ? value : fail(line, `'${name}' is a number`);
  }
  if (kind === 'names') {
    if (!isSeq(node)) return fail(line, `'${name}' is a list`);
    return node.items.map((item) => {
      const value = isScalar(item) ? item.value : undefined;
      if (typeof value !== 'string' || value === '') return fail(lineOf(item), `'${name}' is a list of names`);
      lines.set(`${name} ${value}`, lineOf(item));
      return value;
    });
  }
  if (kind === 'users') {
    if (!isSeq(node)) return fail(line, `'${name}' is a list`);
    return node.items.map((item) => userOf(item, reading));
  }
  if (!isMap(node)) return fail(line, `'${name}' is a mapping`);
  return Object.fromEntries(
    node.items.map(({ key, value }) => {
      const wanted = kind === 'numbers' ? 'number' : 'string';
      const found = isScalar(value) ? value.value : undefined;
      if (!isScalar(key) || typeof found !== wanted) return fail(lineOf(key), `'${name}' maps names to ${wanted}s`);
      return [String(key.value), found];
    }),
  );
}

function userOf(item: unknown, { lineOf, fail }: Reading): RootUser {
  const line = lineOf(item);
  if (!isMap(item)) return fail(line, `a user is a mapping of ${userKeys.join(', ')}`);
  const user = item.toJSON() as Record<string, unknown>;
  const unknown = Object.keys(user).find((key) => !userKeys.includes(key));
  if (unknown !== undefined) return fail(line, `a user has no '${unknown}'${suggestion(unknown, userKeys)}`);
  const absent = userKeys.find((key) => typeof user[key] !== (key === 'uid' ? 'number' : 'string'));
  if (absent !== undefined) return fail(line, `a user needs '${absent}'`);
  return user as unknown as RootUser;
}

function suggestion(word: string, words: readonly string[]): string {
  const near = words.filter((known) => leven(word, known) <= 2);
  return near.length > 0 ? `; is it '${near[0]}'?` : '';
}

/** Where an entry stands in its recipe: `fixtures/rootfs/session/recipe.yaml:12`. */
export function placeOf({ path, lines }: Recipe, key: string, value: string): string {
  const line = lines.get(`${key} ${value}`);
  return line === undefined ? path : `${path}:${line}`;
}

/** Path of the recipe's lock file. */
export function lockPath({ directory }: Recipe): string {
  return join(directory, 'packages.lock.json');
}
