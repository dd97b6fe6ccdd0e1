/** A clone of a user's repository that is checked out at will. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Store, sha256Text } from '../../vm/store/index.ts';
import { git } from './git.ts';

/**
 * Work in a clone that borrows the objects of the user's repository and writes nothing to it: neither a worktree nor a ref is left there, whatever happens. It is
 * always at the same place, so that the objects of builds serve whoever comes next.
 */
export async function inClone<T>(
  store: Store,
  repository: string,
  work: (clone: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const key = `bisect/${sha256Text(repository).slice(0, 16)}`;
  await using _lock = await store.lock(key, { signal });
  const clone = store.path(key);
  await rm(clone, { recursive: true, force: true });
  await mkdir(dirname(clone), { recursive: true });
  try {
    await git(
      dirname(clone),
      ['clone', '--quiet', '--shared', '--no-checkout', '--no-tags', repository, clone],
      signal,
    );
    return await work(clone);
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}
