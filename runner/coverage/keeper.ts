import type { PlanRunner } from '../../vm/guest/guest.ts';
import { type CounterSession, markLost, saveCounters } from './collect.ts';

/** Reading takes as long as a few plans do; what a guest that dies takes with it is what it counted since. */
const PLANS_BETWEEN = 50;

/** Which guests count, and under which name their counters are kept. Does nothing for those that do not. */
export class CounterKeeper {
  #guests = new WeakMap<PlanRunner, { session: CounterSession; label: string; plans: number }>();
  #begun = 0;

  /** @param where what tells this way of booting from others */
  begin(guest: PlanRunner, session: CounterSession | undefined, where: string): void {
    if (!session) return;
    const label = `${where}/${process.pid}-${++this.#begun}`;
    this.#guests.set(guest, { session, label, plans: 0 });
  }

  /** Called before each plan. */
  async sometimes(guest: PlanRunner): Promise<void> {
    const kept = this.#guests.get(guest);
    if (kept && ++kept.plans % PLANS_BETWEEN === 0) await this.save(guest);
  }

  /** Brings the counters out now. */
  async save(guest: PlanRunner): Promise<void> {
    const kept = this.#guests.get(guest);
    if (kept && !(await saveCounters(guest, kept.session, kept.label))) await markLost(kept.session, kept.label);
  }

  /** Called once for each guest that is given up, whether it still answers or not. */
  async end(guest: PlanRunner): Promise<void> {
    await this.save(guest);
    this.#guests.delete(guest);
  }
}
