import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { sha256Text } from '../../store/index.ts';
import type { Options } from './fragment.ts';
import { configText } from './fragment.ts';

const RECORD = 'kconform-built.json';

/** What objects were last built from, once they are whole. */
interface Built {
  /** Configuration, profile, compiler: whatever is not the source. */
  setting: string;
  /** Hashes of changed files; the others are those of the untouched source. */
  changes: Record<string, string | null>;
}

/** What a build is made of. */
export interface Ingredients {
  wanted: Options;
  profile: readonly string[];
  compiler: string;
  changes: ReadonlyMap<string, string | undefined>;
  /** Hashes of all files by path, of a source that changes by itself. */
  files?: ReadonlyMap<string, string> | undefined;
}

/**
 * The one directory that differs from what these objects were built from, if it is one: then nothing else has to be looked at, which is most of the work of a kernel
 * build that changes a line.
 */
export async function onlyDirectory(objects: string, ingredients: Ingredients): Promise<string | undefined> {
  const before = await readRecord(objects);
  const now = describe(ingredients);
  if (before?.setting !== now.setting) return undefined;
  const names = new Set([...Object.keys(before.changes), ...Object.keys(now.changes)]);
  const differing = [...names].filter((name) => before.changes[name] !== now.changes[name]);
  const directories = new Set(differing.map(dirname));
  const [directory] = directories;
  if (!directory || directories.size > 1 || !differing.every((name) => /\.[ch]$/.test(name))) return undefined;
  const headers = differing.filter((name) => name.endsWith('.h'));
  return (await usedElsewhere(objects, directory, headers)) ? undefined : directory;
}

/** Called before make changes anything: until {@link recordBuilt}, nothing is known of the objects. */
export async function forgetBuilt(objects: string): Promise<void> {
  await rm(join(objects, RECORD), { force: true });
}

/** Remember what the objects were built from. */
export async function recordBuilt(objects: string, ingredients: Ingredients): Promise<void> {
  await writeFile(join(objects, RECORD), JSON.stringify(describe(ingredients)));
}

/** Has the archive of everything look younger than what was linked from it: it holds names only, and make would not see that an object behind one of them changed. */
export async function markArchive(objects: string): Promise<void> {
  const now = new Date();
  await utimes(join(objects, 'built-in.a'), now, now);
}

function describe({ wanted, profile, compiler, changes, files = new Map() }: Ingredients): Built {
  const changed = [...changes].map(([path, text]): [string, string | null] => [
    path,
    text === undefined ? null : sha256Text(text),
  ]);
  return {
    setting: sha256Text(JSON.stringify([configText(wanted), profile, compiler])),
    changes: Object.fromEntries<string | null>([...files, ...changed]),
  };
}

async function readRecord(objects: string): Promise<Built | undefined> {
  const text = await readFile(join(objects, RECORD), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** kbuild keeps what each object was made from in its command file. */
async function usedElsewhere(objects: string, directory: string, headers: readonly string[]): Promise<boolean> {
  if (headers.length === 0) return false;
  const patterns = headers.flatMap((header) => ['-e', `/${header} `]);
  const { stdout } = await execa('grep', ['-rlF', '--include=.*.o.cmd', ...patterns, '.'], {
    cwd: objects,
    reject: false,
  });
  return stdout.split('\n').some((path) => path !== '' && dirname(path) !== `./${directory}`);
}
