import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guarded, type Store, writeAtomically } from '../../store/index.ts';
import { sourceFiles } from '../source/files.ts';
import { stateOf, type UserTree } from '../source/tree.ts';
import { syncTree } from './sync-tree.ts';
import type { Workspace, WorkspaceOptions } from './workspace.ts';

/** Options of {@link inTreeWorkspace}. */
export interface TreeWorkspaceOptions extends WorkspaceOptions {
  /** Called before the tree is copied, with the number of its files. */
  onSync?: ((files: number) => void) | undefined;
}

/**
 * Work in the workspace of a user's tree, alone, after the copy was brought up to date. The tree itself is only read, so it may change in the meantime, and needs
 * not be clean.
 */
export async function inTreeWorkspace<T>(
  store: Store,
  user: UserTree,
  work: (workspace: Workspace) => Promise<T>,
  { signal, onWait, onSync }: TreeWorkspaceOptions = {},
): Promise<T> {
  const key = `workspaces/${user.identity}`;
  await using _lock = await store.lock(key, { signal, onWait });
  const root = store.path(key);
  const tree = join(root, 'source');
  const listed = await sourceFiles(user.directory, root, signal);
  onSync?.(listed.length);
  const changes = join(root, 'changed.json');
  const changed: string[] = JSON.parse(await readFile(changes, 'utf8').catch(() => '[]'));
  const record = join(root, 'files.json');
  const files = await guarded(store.root, () =>
    syncTree({ from: user.directory, to: tree, files: listed, changed, record, signal }),
  );
  if (changed.length > 0) await writeAtomically(changes, '[]');
  const source = { ...user, directory: tree, state: stateOf(files), files };
  return await work({ source, tree, objects: (name) => store.path(`${key}/objects/${name}`) });
}
