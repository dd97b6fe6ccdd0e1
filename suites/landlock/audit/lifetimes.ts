import {
  type Actor,
  array,
  type Context,
  EPERM,
  iovec,
  type Memory,
  MSG_DONTWAIT,
  msghdr,
  SCHED_FIFO,
  type Step,
  struct,
  u32,
} from '../../../runner/index.ts';
import { nextRecord, openLog, releasesFilter } from '../audit-socket.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { SCOPE } from '../uapi.ts';

const mmsghdr = struct('mmsghdr', { header: msghdr, length: u32 });
/** Denials of the domain that tells that all older ones are gone. No scenario here has as many in a domain of its own. */
export const MARK = 9;
const SLOTS = 24;
const SLOT_SIZE = 160;

/**
 * Ends an actor, and waits until its credentials are given up. wait4() may return before that: who ended is reaped once it has told so, and when its parent preempts it then, it has a last turn
 * on the processor to come (kernel/exit.c: do_exit(), exit_notify() before do_task_dead()), after that of others that ended later. With a guest's one processor nobody preempts
 * one that is of a real-time class.
 */
export function endAndReap(actor: Actor, parent: Actor): void {
  actor.syscall('sched_setscheduler', 0, SCHED_FIFO, Uint8Array.of(1, 0, 0, 0));
  actor.exit();
  parent.wait4(actor);
}

/**
 * What the kernel logs of domains that end. It does so some time after the last process has gone (security/landlock/domain.c, landlock_put_domain_deferred(): after a
 * grace period of RCU, in a work queue), also for the domains of scenarios before this one. Both are queues, and a guest has one processor: when a domain that ended
 * last is told, all that ended before it are told.
 */
export class Releases {
  readonly #t: Context;
  readonly #all: Step;
  readonly #mark: Step;
  #marks = 0;

  /** @param t the scenario; `t.main` begins to listen now */
  constructor(t: Context) {
    this.#t = t;
    this.#all = openLog(t, releasesFilter());
    this.#mark = openLog(t, releasesFilter(MARK));
  }

  /** Ends an actor of `t.main`, and whatever its domain had of it. */
  end(actor: Actor): void {
    endAndReap(actor, this.#t.main);
  }

  /** Waits until everything that ended is told: then a step returns the records since the last time, one after the other, in the buffer that comes with it. */
  told(): { step: Step; records: Memory } {
    const { main } = this.#t;
    this.#marks += 1;
    const marker = main.process(`marker${this.#marks}`);
    restrictSelf(marker, createRuleset(marker, { scoped: SCOPE.SIGNAL }));
    for (let denial = 0; denial < MARK; denial += 1) marker.kill(main, 0).expect(EPERM);
    this.end(marker);
    nextRecord(this.#t, this.#mark, 256);
    const records = this.#t.buffer(SLOTS * SLOT_SIZE, undefined, 'releases');
    const headers = Array.from({ length: SLOTS }, (_, slot) => {
      const base = this.#t.within(records, slot * SLOT_SIZE);
      return { header: { vectors: iovec.encode({ base, length: SLOT_SIZE }), vectorCount: 1 } };
    });
    const vector = array(mmsghdr, headers, `{${SLOTS} messages}`);
    return { step: main.syscall('recvmmsg', this.#all, vector, SLOTS, MSG_DONTWAIT, null), records };
  }
}
