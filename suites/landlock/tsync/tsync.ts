import { type Actor, abi, EACCES, type Expectation, O_RDONLY, OK, since } from '../../../runner/index.ts';
import { NO_READING } from '../domains/reading.ts';
import { landlock, type Sandbox, type SandboxSpec } from '../sandbox.ts';
import { RESTRICT_SELF_TSYNC } from '../uapi.ts';

/** What a thread is denied that another one restricted with TSYNC. A best-effort program restricts only itself before ABI 8. */
export const SYNCED: Expectation = since(abi(8), EACCES).otherwise(OK);

/**
 * Restricts all threads of the actor's process.
 *
 * @param actor who calls
 * @param spec what for; no right to read by default
 */
export function restrictAll(actor: Actor, spec: SandboxSpec = NO_READING): Sandbox {
  return landlock(actor, { ...spec, flags: (spec.flags ?? 0) | RESTRICT_SELF_TSYNC });
}

/** Checks that another thread's TSYNC has restricted this one, where there is TSYNC. */
export function isRestricted(actor: Actor): void {
  actor.open('file', O_RDONLY).expect(SYNCED);
}

/** A process and threads of it, `first` among them. */
export function threadsOf(main: Actor, count: number): { first: Actor; workers: Actor[] } {
  const first = main.process('first');
  return { first, workers: Array.from({ length: count }, (_, index) => first.thread(`worker-${index}`)) };
}
