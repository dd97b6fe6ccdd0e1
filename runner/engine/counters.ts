/** Whether the guests of a way of booting count what their kernel executes. */
import type { Kernel } from '../../vm/kernels/index.ts';
import type { Snapshot } from '../../vm/snapshot/snapshot.ts';
import { counterSession } from '../coverage/baseline.ts';
import type { CounterSession } from '../coverage/collect.ts';
import type { BootName } from '../scenario/boots.ts';
import type { PrepareOptions } from './prepare.ts';

/**
 * What a worker has to know to bring counters out of guests that continue from a snapshot.
 *
 * @returns undefined when nobody asked for counters
 * @throws InfrastructureError when the kernel has none
 */
export async function countersOf(
  kernel: Kernel,
  snapshot: Snapshot,
  boot: BootName,
  { counters, workshop }: Pick<PrepareOptions, 'counters' | 'workshop'>,
): Promise<CounterSession | undefined> {
  if (counters === undefined) return undefined;
  using guest = await snapshot.restore(workshop.timeouts);
  return await counterSession(kernel, guest, counters, boot);
}
