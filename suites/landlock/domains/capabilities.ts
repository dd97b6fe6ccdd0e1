import { type Actor, array, named, type Step, u32 } from '../../../runner/index.ts';

/** `struct __user_cap_header_struct`: version 3, this thread (include/uapi/linux/capability.h). */
const header = array(u32, [0x2008_0522, 0], 'header');

/**
 * Sets a thread's capabilities, those with the numbers 0 to 31; gives up all others and everything inheritable.
 *
 * @param actor whose
 * @param effective as bits
 * @param permitted as bits; at least the effective ones
 */
export function setCapabilities(actor: Actor, effective: number, permitted: number): Step {
  const words = `effective 0x${effective.toString(16)}, permitted 0x${permitted.toString(16)}`;
  return actor.syscall('capset', header, named(array(u32, [effective, permitted, 0, 0, 0, 0]), words));
}
