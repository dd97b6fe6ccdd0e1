import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hello } from '../../../vm/guest/hello.ts';
import { type SnapshotRecord, snapshotFiles } from '../../../vm/snapshot/snapshot.ts';
import { cacheRoot } from '../../../vm/store/index.ts';
import type { Check } from './check.ts';

/** How plans travel to the guests that have been booted here: the guest chooses the fastest way that its kernel offers, so only a boot tells. */
export async function checkTransports(): Promise<Check> {
  const folder = join(cacheRoot(), 'snapshots');
  const names = await readdir(folder).catch(() => []);
  const hellos = (await Promise.all(names.map((name) => helloOf(join(folder, name))))).filter(
    (hello) => hello !== undefined,
  );
  const releases = Map.groupBy(hellos, ({ transport }) => transport);
  const value = [...releases]
    .map(([transport, found]) => `${transport}: ${[...new Set(found.map(({ release }) => release))].sort().join(', ')}`)
    .sort()
    .join('; ');
  return {
    name: 'transports',
    status: 'ok',
    value: value || 'not known yet: virtio-serial where a kernel has it, otherwise the 16550 serial port',
  };
}

/** Not by opening the snapshot: that would count as using it. */
async function helloOf(directory: string): Promise<Hello | undefined> {
  try {
    return (JSON.parse(await readFile(join(directory, snapshotFiles.record), 'utf8')) as SnapshotRecord).hello;
  } catch {
    return undefined;
  }
}
