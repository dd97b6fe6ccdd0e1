import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Store } from '../../store/index.ts';
import { runToolStrictly } from '../apt/run.ts';
import type { KernelSource } from '../source/index.ts';

/** A copy of a source that may be changed, and the objects built from it: what makes a second build quick. */
export interface Workspace {
  source: KernelSource;
  /** Top of the copy. */
  tree: string;
  /** Where the objects of the builds of this name are. */
  objects(name: string): string;
}

/** How to wait for a workspace, which serves one build at a time. */
export interface WorkspaceOptions {
  signal?: AbortSignal | undefined;
  onWait?: (() => void) | undefined;
}

/**
 * Work in the workspace of a source, alone. The copy is of hard links, so it costs nothing: files are changed with {@link replaceFile} only.
 *
 * @param work may change the copy; the next user finds it as it left it, and says itself what it wants changed
 */
export async function inWorkspace<T>(
  store: Store,
  source: KernelSource,
  work: (workspace: Workspace) => Promise<T>,
  { signal, onWait }: WorkspaceOptions = {},
): Promise<T> {
  const key = `workspaces/${source.identity}`;
  await using _lock = await store.lock(key, { signal, onWait });
  const tree = await store.ensure(`${key}/source`, async (target) => {
    await runToolStrictly('cp', ['-al', source.directory, target], { signal });
    await runToolStrictly('sync', ['-f', target], { signal });
  });
  return await work({ source, tree, objects: (name) => store.path(`${key}/objects/${name}`) });
}

/**
 * Give files of the copy these contents, and every other file that was ever changed its original ones.
 *
 * @param changes contents by path in the tree; undefined means that the file is not to be there
 */
export async function changeSource(
  { source, tree }: Workspace,
  changes: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const record = join(dirname(tree), 'changed.json');
  const before: string[] = JSON.parse(await readFile(record, 'utf8').catch(() => '[]'));
  // Written down first: whoever comes after a kill undoes more than was done, never less.
  await writeFile(record, JSON.stringify([...new Set([...before, ...changes.keys()])]));
  for (const path of new Set([...before, ...changes.keys()])) {
    const wanted = changes.has(path) ? changes.get(path) : await original(source, path);
    await replaceFile(join(tree, path), wanted);
  }
  await writeFile(record, JSON.stringify([...changes.keys()]));
}

/** Contents of a file of the untouched source; undefined if it is not there. */
export async function original(source: KernelSource, path: string): Promise<string | undefined> {
  return readFile(join(source.directory, path), 'utf8').catch(() => undefined);
}

/**
 * Replace a file by a new one, unless it has these contents: the hard link that it may be stays what it was, and make sees by its time that it changed, even if it
 * changed back to something old.
 */
export async function replaceFile(path: string, contents: string | undefined): Promise<void> {
  if (contents === undefined) return rm(path, { force: true });
  if ((await readFile(path, 'utf8').catch(() => undefined)) === contents) return;
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.kconform`;
  const mode = await stat(path).then(
    (info) => info.mode,
    // Contents come without a mode; a script is one that is executed.
    () => (contents.startsWith('#!') ? 0o755 : 0o644),
  );
  await writeFile(aside, contents, { mode });
  await rename(aside, path);
}
