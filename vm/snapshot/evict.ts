import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../store/index.ts';

/** Twice what all scenarios need on ten kernels: five snapshots each, 0.7 GB together. */
const defaultLimit = 14 * 1024 ** 3;

/** Bytes on disk that all snapshots together may take: `KCONFORM_SNAPSHOT_LIMIT` (bytes), 14 GiB by default. */
export function snapshotLimit(): number {
  const given = Number(process.env.KCONFORM_SNAPSHOT_LIMIT);
  return Number.isFinite(given) && given > 0 ? given : defaultLimit;
}

/**
 * Removes the snapshots that were used longest ago until the rest fits the limit. A guest that runs from a removed one goes on: its files stay open.
 *
 * @param keep keys that must stay
 * @returns keys that were removed
 */
export async function evictSnapshots(
  store: Store,
  keep: ReadonlySet<string>,
  limit = snapshotLimit(),
): Promise<string[]> {
  const root = join(store.root, 'snapshots');
  const entries = await Promise.all(
    (await readdir(root).catch(() => [])).map(async (name) => ({
      key: `snapshots/${name}`,
      ...(await measured(join(root, name))),
    })),
  );
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const removed: string[] = [];
  for (const { key, bytes } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= limit) break;
    if (keep.has(key)) continue;
    await store.remove(key);
    removed.push(key);
    total -= bytes;
  }
  return removed;
}

async function measured(directory: string): Promise<{ bytes: number; used: number }> {
  try {
    const used = (await stat(directory)).mtimeMs;
    const files = await Promise.all((await readdir(directory)).map((name) => stat(join(directory, name))));
    return { bytes: files.reduce((sum, { blocks }) => sum + blocks * 512, 0), used };
  } catch {
    // Removed by another run in the meantime.
    return { bytes: 0, used: 0 };
  }
}
