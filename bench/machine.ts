/** A kernel to be booted and restored without the runner around it. */
import { buildGuestPrograms } from '../fixtures/build.ts';
import { Guest } from '../vm/guest/guest.ts';
import { fetchKernel, resolveKernels } from '../vm/kernels/index.ts';
import { acceleratorFor, bootable, machineFor, openWorkshop, readySnapshot } from '../vm/prepare.ts';
import type { Snapshot } from '../vm/snapshot/snapshot.ts';
import { Store } from '../vm/store/index.ts';
import { timeouts } from '../vm/timeouts.ts';

/** Milliseconds on the host's clock until a guest was ready. */
export interface Machine {
  id: string;
  snapshot: Snapshot;
  /** From starting QEMU to the agent's hello, without the snapshot. */
  boot(): Promise<number>;
  /** From starting QEMU to the agent's first pong. */
  restore(): Promise<number>;
}

// Deadlines are not what is measured here.
const patience = timeouts(4);

/**
 * Prepares kernels as `kconform run` does.
 *
 * @param names as for `--kernel`
 * @throws {InfrastructureError} when one does not boot
 */
export async function machines(names: readonly string[]): Promise<Machine[]> {
  const workshop = await openWorkshop({
    ...(await buildGuestPrograms()),
    timeouts: patience,
    accelerator: 'auto',
    onEvent: () => {},
  });
  const prepared: Machine[] = [];
  for (const name of await resolveKernels(names)) {
    const ready = await bootable(await fetchKernel(name, {}), workshop);
    const { accelerator } = await acceleratorFor(ready, workshop);
    const snapshot = await readySnapshot(ready, accelerator, [], workshop);
    prepared.push({
      id: name.id,
      snapshot,
      boot: () =>
        new Store().scratch('bench', (folder) => {
          const template = machineFor(ready, accelerator, []);
          // As when a snapshot is made: the memory is a file from the beginning.
          const options = { ...template, memoryFile: `${folder}/memory`, memoryShared: true, incoming: false };
          return timed(() => Guest.boot(options, patience));
        }),
      restore: () => timed(() => snapshot.restore(patience)),
    });
  }
  return prepared;
}

async function timed(start: () => Promise<Guest>): Promise<number> {
  const started = performance.now();
  const guest = await start();
  const ms = performance.now() - started;
  guest[Symbol.dispose]();
  // The next one must not share the processor with the end of this one.
  await guest.qemu.exited;
  return ms;
}
