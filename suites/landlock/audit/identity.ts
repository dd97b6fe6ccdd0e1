import { type Actor, type Context, capture, type Hole, matching, PR_SET_NAME, same } from '../../../runner/index.ts';

/**
 * The process ID of an actor in the initial pid namespace, which is the one that records tell.
 *
 * The guest's own /proc is that of its first process, and tells it everywhere but in a plan with a /proc of its own.
 *
 * @param name of the capture
 */
export function pidOf(t: Context, actor: Actor, name: string): Hole {
  const link = t.buffer(32);
  actor.syscall('readlink', '/proc/self', link, 32).outputs(matching`${capture(`pid_${name}`, /\d+/)}`, link);
  return same(`pid_${name}`);
}

/** Names the actor as `ps` would, and returns the name. */
export function commandOf(actor: Actor, name: string): string {
  actor.prctl(PR_SET_NAME, name);
  return name;
}
