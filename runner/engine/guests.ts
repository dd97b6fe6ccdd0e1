import { InfrastructureError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import { startOnHost } from '../../vm/guest/host.ts';
import { Snapshot } from '../../vm/snapshot/snapshot.ts';
import { timeouts } from '../../vm/timeouts.ts';
import { CounterKeeper } from '../coverage/keeper.ts';
import type { BootName } from '../scenario/boots.ts';
import type { Session } from './session.ts';

/**
 * Plans after which a guest is continued from its snapshot again. With audit and without a daemon the kernel keeps every record for one that may come, without limit (kernel/audit.c:
 * kauditd_hold_skb()): some thousands of plans filled the guest's memory, and it panicked.
 */
export const MOST_PLANS: Partial<Record<BootName, number>> = { audit: 300 };

/**
 * The guests of one worker: one for each kernel and way of booting, continued from its snapshot when first needed and again after each death.
 */
export class Guests implements Disposable {
  #running = new Map<string, PlanRunner>();
  #restores: number[] = [];
  /** The one that runs plans; all others are paused. */
  #current: PlanRunner | undefined;
  #counters = new CounterKeeper();
  #plans = new WeakMap<PlanRunner, number>();

  /** A guest that can take a plan now. One plan is run on it before this is asked again. */
  async get(session: Session, boot: BootName): Promise<PlanRunner> {
    const key = `${session.kernel.id} ${boot}`;
    const running = this.#running.get(key);
    if (this.#current !== running) this.#current?.pause();
    const plans = (running && this.#plans.get(running)) ?? 0;
    if (running?.usable && plans < (MOST_PLANS[boot] ?? Number.POSITIVE_INFINITY)) {
      this.#plans.set(running, plans + 1);
      if (this.#current !== running) running.resume();
      this.#current = running;
      await this.#counters.sometimes(running);
      return running;
    }
    if (running) {
      await this.#counters.end(running);
      running[Symbol.dispose]();
    }
    this.#current = undefined;
    const started = performance.now();
    const guest = await start(session, boot);
    if (session.kernel.boots[boot]?.snapshot !== undefined) this.#restores.push(performance.now() - started);
    this.#running.set(key, guest);
    this.#plans.set(guest, 1);
    this.#current = guest;
    this.#counters.begin(guest, session.kernel.boots[boot]?.counters, boot);
    return guest;
  }

  /** Milliseconds of each restore since this was asked last. */
  takeRestores(): number[] {
    return this.#restores.splice(0);
  }

  /** Ends a guest whose kernel must not be trusted any more. */
  async discard(guest: PlanRunner): Promise<void> {
    await this.#counters.end(guest);
    guest[Symbol.dispose]();
  }

  /** Brings out what the kernels counted so far, where they count. */
  async saveCounters(): Promise<void> {
    for (const guest of this.#running.values()) {
      if (guest !== this.#current) guest.resume();
      await this.#counters.save(guest);
      if (guest !== this.#current) guest.pause();
    }
  }

  [Symbol.dispose](): void {
    for (const guest of this.#running.values()) guest[Symbol.dispose]();
    this.#running.clear();
  }
}

async function start({ kernel, timeoutScale }: Session, boot: BootName): Promise<PlanRunner> {
  const prepared = kernel.boots[boot];
  if (!prepared) throw new Error(`${kernel.id} was not prepared for the boot '${boot}'`);
  if (prepared.snapshot === undefined) return startOnHost(kernel.probe, timeouts(timeoutScale));
  const snapshot = await Snapshot.open(prepared.snapshot);
  if (!snapshot) {
    throw new InfrastructureError(`the snapshot of ${kernel.id} disappeared or was damaged while it was used`, {
      hint: 'run it again: it is made anew; a larger KCONFORM_SNAPSHOT_LIMIT keeps more of them',
    });
  }
  return snapshot.restore(timeouts(timeoutScale));
}

/**
 * The guests of this worker, for as long as it lives. vitest evaluates a setup file again for every spec file, but this module only once. QEMU is told by the kernel
 * when its parent dies, so a worker that is killed leaves none.
 */
export const workerGuests = new Guests();
process.once('exit', () => workerGuests[Symbol.dispose]());
