import { access } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { runToolStrictly } from '../kernels/apt/run.ts';
import { inTreeWorkspace } from '../kernels/build/tree-workspace.ts';
import { replaceFile } from '../kernels/build/workspace.ts';
import { readLockFile } from '../kernels/lockfile.ts';
import { debianSource, userTree } from '../kernels/source/index.ts';
import { applySeries, type Patch, readSeries } from '../kernels/source/series.ts';
import type { OnEvent } from '../kernels/types.ts';
import { type Store, sha256Text } from '../store/index.ts';

/** Where selftests come from. */
export interface SelftestOrigin {
  /** Directory of a user's tree, which is only read. */
  tree?: string | undefined;
  /** Otherwise a series of Debian's source packages, such as `7.3`; by default the newest that is pinned. */
  source?: string | undefined;
  /** Patches on top: files, mailboxes, directories of these. */
  series?: readonly string[] | undefined;
  store: Store;
  signal?: AbortSignal | undefined;
  onFetch?: OnEvent | undefined;
  say: (text: string) => void;
}

/** A source with selftests, to be read only. */
export interface SelftestSource {
  /** As shown. */
  id: string;
  /** What it is, for keys of the store: the same for the same files. */
  identity: string;
  directory: string;
  /** How to ask for it again, wherever that is done. */
  origin: Pick<SelftestOrigin, 'tree' | 'source' | 'series'>;
}

/**
 * Work with the source of selftests.
 *
 * @throws UserError when it is none, or a patch does not apply; InfrastructureError when it cannot be had
 */
export async function inSelftestSource<T>(
  origin: SelftestOrigin,
  work: (source: SelftestSource) => Promise<T>,
): Promise<T> {
  const { series = [], store } = origin;
  if (series.length === 0) return inPlainSource(origin, work);
  const patches = await readSeries(series, store);
  return inPlainSource(origin, (source) => inPatchedSource(source, { ...origin, patches, series }, work));
}

/** The copy is of hard links: it costs little, and what it was copied from stays as it is. */
async function inPatchedSource<T>(
  source: SelftestSource,
  { patches, series, store, signal }: SelftestOrigin & { patches: readonly Patch[]; series: readonly string[] },
  work: (source: SelftestSource) => Promise<T>,
): Promise<T> {
  const changes = await applySeries(source.directory, patches, store);
  return store.scratch('patched-source', async (directory) => {
    await runToolStrictly('cp', ['-al', `${source.directory}/.`, directory], { signal });
    for (const [path, contents] of changes) await replaceFile(join(directory, path), contents);
    const parts = [source.identity, ...[...changes].map((pair) => JSON.stringify(pair))];
    const id = `${source.id} with ${series.map((path) => basename(path)).join(' ')}`;
    const origin = { ...source.origin, series: series.map((path) => resolve(path)) };
    return work({ id, identity: sha256Text(parts.join('\n')), directory, origin });
  });
}

async function inPlainSource<T>(origin: SelftestOrigin, work: (source: SelftestSource) => Promise<T>): Promise<T> {
  const { tree, store, signal, onFetch, say } = origin;
  if (tree === undefined) {
    const series = origin.source ?? (await newestPinned());
    const source = await debianSource(series, { store, signal, ...(onFetch && { onEvent: onFetch }) });
    return work({ ...source, origin: { source: series } });
  }
  return inTreeWorkspace(
    store,
    await userTree(tree),
    ({ source, tree: directory }) =>
      work({ id: tree, identity: source.state ?? source.identity, directory, origin: { tree: resolve(tree) } }),
    { signal, onSync: (files) => say(`bringing the copy of ${tree} up to date (${files.toLocaleString('en')} files)`) },
  );
}

async function newestPinned(): Promise<string> {
  const series = Object.keys((await readLockFile()).sources ?? {});
  const newest = series.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (newest !== undefined) return newest;
  throw new UserError('the lock file pins no kernel source', { hint: 'name one: --source 7.3, or --tree DIR' });
}

/** What a user asks for: a directory, one of its programs, or one case of that. */
export interface SelftestPath {
  /** Below tools/testing/selftests, such as `landlock`. */
  name: string;
  program: string | undefined;
  only: string | undefined;
}

/**
 * What `landlock`, `landlock/fs_test`, `landlock/fs_test/layout1.inval` and identities from reports mean in a source.
 *
 * @throws UserError when the source has no such directory
 */
export async function selftestPath(source: SelftestSource, text: string): Promise<SelftestPath> {
  const parts = text
    .replace(/^selftests\//, '')
    .replace(/\/+$/, '')
    .split('/');
  const isPlain = parts.every((part) => /^[\w.+-]+$/.test(part) && part !== '..');
  for (let length = parts.length; isPlain && length > 0 && length >= parts.length - 2; length--) {
    const name = parts.slice(0, length).join('/');
    if (!(await isThere(join(selftestDirectory(source, name), 'Makefile')))) continue;
    const [program, only] = parts.slice(length);
    return { name, program, only: only === 'whole-program' ? undefined : only };
  }
  throw new UserError(`${source.id} has no selftests '${text}'`, {
    hint: 'DIRECTORY, DIRECTORY/PROGRAM or DIRECTORY/PROGRAM/CASE, as below tools/testing/selftests',
  });
}

/** Directory of some selftests. */
export function selftestDirectory({ directory }: SelftestSource, name: string): string {
  return join(directory, 'tools/testing/selftests', name);
}

/** Whether a file is there. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
