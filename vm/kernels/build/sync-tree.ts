import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import {
  chmod,
  constants,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncPath, writeAtomically } from '../../store/index.ts';
import { runToolStrictly } from '../apt/run.ts';
import { inBatches } from './batches.ts';

/** What is known of a file since it was last copied: its size, time and mode there, and the hash of what is here. */
type Seen = [size: number, time: string, mode: number, hash: string];

/** A copy of a tree that is brought up to date. */
export interface TreeCopy {
  /** The tree, which is only read. */
  from: string;
  /** The copy. */
  to: string;
  /** Paths of the files that are source, in both. */
  files: readonly string[];
  /** Paths that were changed in the copy, and are to be as in the tree again. */
  changed: readonly string[];
  /** File that remembers what was seen. */
  record: string;
  signal?: AbortSignal | undefined;
}

/** A file system's clock ticks every few milliseconds: what changed this long before it was looked at may change again without a trace. */
const RACY_MS = 2000;

/**
 * Make the copy what the tree is. Only files with other contents are replaced, so that make sees by their times what changed, and a branch that was changed forth
 * and back costs nothing. A kill leaves no record, and then contents are compared.
 *
 * @returns hash of each file by path, as it is in the copy
 */
export async function syncTree(copy: TreeCopy): Promise<Map<string, string>> {
  const { from, to, files, changed, record, signal } = copy;
  const started = Date.now();
  const before = await readRecord(record);
  await rm(record, { force: true });
  for (const path of changed) before?.delete(path);
  const after = new Map<string, Seen>();
  const brought: string[] = [];
  await mkdir(to, { recursive: true });
  const directories = new Set(files.map((path) => dirname(path)));
  for (const directory of directories) await mkdir(join(to, directory), { recursive: true });
  await inBatches(files, 64, async (path) => {
    signal?.throwIfAborted();
    // Git lists what it tracks, and submodules.
    const info = await lstat(join(from, path)).catch(() => undefined);
    if (!info || !(info.isFile() || info.isSymbolicLink())) return;
    const known = before?.get(path);
    const seen: Omit<Seen, 3> = [info.size, timeOf(info, started), info.mode, ''];
    if (known && seen[1] === known[1] && seen[0] === known[0] && seen[2] === known[2]) {
      after.set(path, known);
      return;
    }
    const { hash, isNew } = await bring(join(from, path), join(to, path), info, known?.[3]);
    // Of a link, only the folder: what it points to need not be there.
    if (isNew) brought.push(info.isFile() ? join(to, path) : dirname(join(to, path)));
    after.set(path, [info.size, timeOf(info, started), info.mode, hash]);
  });
  for (const path of before ? [...before.keys(), ...changed] : await allFiles(to)) {
    if (!after.has(path)) await rm(join(to, path), { force: true });
  }
  await flush(to, brought, signal);
  await writeAtomically(record, JSON.stringify([...after]));
  return new Map([...after].map(([path, [, , mode, hash]]) => [path, `${mode & 0o111 ? 'x' : '-'}${hash}`]));
}

/** The record must not outlive the files. A few are flushed by themselves: whatever else the disk has to write is not waited for. */
async function flush(to: string, brought: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  if (brought.length > FEW) await runToolStrictly('sync', ['-f', to], { signal });
  else for (const path of new Set(brought.flatMap((one) => [one, dirname(one)]))) await syncPath(path);
}

const FEW = 100;

/** A time that says that nothing changed since; never equal when that cannot be told. */
function timeOf({ mtimeMs, ctimeMs, ino }: Stats, now: number): string {
  return now - ctimeMs < RACY_MS ? `racy ${now}` : `${mtimeMs} ${ctimeMs} ${ino}`;
}

/** Copy aside, look at the copy, and put it in place if it is another: the tree may change while it is read. */
async function bring(
  from: string,
  to: string,
  info: Stats,
  known: string | undefined,
): Promise<{ hash: string; isNew: boolean }> {
  const aside = `${to}.kconform`;
  await rm(aside, { force: true });
  if (info.isSymbolicLink()) {
    await symlink(await readlink(from), aside);
  } else {
    await copyFile(from, aside, constants.COPYFILE_FICLONE);
    await chmod(aside, info.mode & 0o111 ? 0o755 : 0o644);
  }
  const hash = await hashOf(aside);
  const isNew = (known ?? (await hashOf(to).catch(() => undefined))) !== hash;
  if (isNew) await rename(aside, to);
  else {
    await rm(aside);
    if (info.isFile()) await chmod(to, info.mode & 0o111 ? 0o755 : 0o644);
  }
  return { hash, isNew };
}

async function hashOf(path: string): Promise<string> {
  if ((await lstat(path)).isSymbolicLink()) return `link:${await readlink(path)}`;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex').slice(0, 32);
}

async function readRecord(path: string): Promise<Map<string, Seen> | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : new Map(JSON.parse(text));
}

async function allFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1));
}
