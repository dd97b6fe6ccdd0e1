import { type Actor, O_RDWR, type Step } from '../../runner/index.ts';

/** A sysctl that was set. */
export interface SysctlChange {
  /** Sets it. */
  readonly step: Step;
  /** Sets it back: call it before the scenario ends, the next one runs in the same guest. */
  readonly restore: () => void;
}

/**
 * Sets a sysctl of the whole guest. Call it after `landlock()`: a strict program that the kernel refuses ends there, and nobody would set it back.
 *
 * @param actor may do it
 * @param name path below /proc/sys
 * @param value its new text
 */
export function setSysctl(actor: Actor, name: string, value: string): SysctlChange {
  const file = actor.open(`/proc/sys/${name}`, O_RDWR).as(name);
  const before = actor.read(file, 256);
  const bytes = new TextEncoder().encode(value);
  const step = actor.syscall('pwrite64', file, bytes, bytes.length, 0);
  return {
    step,
    restore() {
      actor.syscall('pwrite64', file, before.output!, before, 0);
      actor.close(file);
    },
  };
}
