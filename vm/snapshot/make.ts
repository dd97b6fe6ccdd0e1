import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnVmEvent } from '../events.ts';
import { Guest } from '../guest/guest.ts';
import { qemuArguments } from '../qemu/arguments.ts';
import { Store } from '../store/index.ts';
import type { Timeouts } from '../timeouts.ts';
import { bootPatiently } from './boot.ts';
import { evictSnapshots } from './evict.ts';
import { saveSnapshot } from './save.ts';
import { type MachineTemplate, Snapshot, snapshotFiles } from './snapshot.ts';

/** What a snapshot is made of; anything that changes makes another snapshot. */
export interface SnapshotInputs {
  /** As shown to users. */
  kernel: string;
  machine: MachineTemplate;
  /** SHA-256 of the kernel and of the initramfs. */
  contents: readonly string[];
  qemuVersion: string;
}

/** Name of the snapshot in the store: the hash of everything that went into it. */
export function snapshotKey({ machine, contents, qemuVersion }: SnapshotInputs): string {
  const anywhere = { ...machine, kernel: '', initramfs: '', memoryFile: '', memoryShared: true, incoming: false };
  const inputs = JSON.stringify([2, contents, qemuVersion, qemuArguments(anywhere)]);
  return `snapshots/${createHash('sha256').update(inputs).digest('hex').slice(0, 32)}`;
}

/** Those that this process asked for: a run prepares all its kernels before workers continue from them. */
const inUse = new Set<string>();

/**
 * The snapshot of a guest whose agent is ready: from the store, or made now by booting the kernel. A damaged one is made again.
 *
 * @param inputs what it is made of
 * @param options deadlines, and who is told of boots
 * @throws {BootFailure} when the kernel does not boot
 */
export async function snapshotOf(
  inputs: SnapshotInputs,
  options: { timeouts: Timeouts; onEvent: OnVmEvent; store?: Store },
): Promise<Snapshot> {
  const store = options.store ?? new Store();
  const key = snapshotKey(inputs);
  inUse.add(key);
  const found = await store.lookup(key);
  if (found !== undefined) {
    const snapshot = await Snapshot.open(found, true);
    if (snapshot) return snapshot;
    options.onEvent({ kind: 'note', kernel: inputs.kernel, text: 'its snapshot was damaged and is made again' });
    await store.remove(key);
  }
  const directory = await store.ensure(key, (target) => make(inputs, target, options));
  await evictSnapshots(store, inUse);
  const snapshot = await Snapshot.open(directory);
  if (!snapshot) throw new Error(`the snapshot ${directory} is damaged right after it was made`);
  return snapshot;
}

async function make(
  inputs: SnapshotInputs,
  directory: string,
  options: { timeouts: Timeouts; onEvent: OnVmEvent },
): Promise<void> {
  const { kernel, machine } = inputs;
  const { timeouts, onEvent } = options;
  await mkdir(directory);
  const memoryFile = join(directory, snapshotFiles.memory);
  onEvent({ kind: 'boot', phase: 'start', kernel });
  const started = performance.now();
  const boot = async () => {
    // An empty file each time: the guest must not find the memory of one that died.
    await (await open(memoryFile, 'w')).close();
    return await Guest.boot({ ...machine, memoryFile, memoryShared: true, incoming: false }, timeouts);
  };
  const tell = (text: string) => onEvent({ kind: 'note', kernel, text });
  using guest = await (machine.accelerator === 'tcg' ? bootPatiently(boot, tell) : boot());
  const bootMs = performance.now() - started;
  onEvent({ kind: 'boot', phase: 'end', kernel, ms: bootMs });
  await saveSnapshot(guest, directory, machine, bootMs, timeouts);
  onEvent({ kind: 'snapshot', phase: 'end', kernel, ms: performance.now() - started - bootMs });
}
