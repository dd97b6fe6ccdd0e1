/**
 * Every deadline of the virtual machine in one place, in milliseconds. The figures are for TCG on a busy machine with two cores; a debug kernel or a slower
 * host multiplies them all (`--timeout-scale`).
 */
export interface Timeouts {
  /** From starting QEMU to the agent's hello. */
  boot: number;
  /** From starting QEMU with a snapshot to the agent's first pong. */
  restore: number;
  /** Saving the device state. */
  save: number;
  /** Between a ping and its pong, also while a plan runs. */
  heartbeat: number;
  /** What the host grants beyond a plan's own deadline before it asks whether the kernel is alive. */
  grace: number;
  /** Trying out an accelerator. */
  accelerator: number;
  /** Ending QEMU. */
  quit: number;
}

const atScaleOne: Timeouts = {
  boot: 60_000,
  restore: 10_000,
  save: 10_000,
  heartbeat: 5_000,
  grace: 4_000,
  accelerator: 4_000,
  quit: 5_000,
};

/** @param scale factor for all deadlines, 1 by default */
export function timeouts(scale = 1): Timeouts {
  return Object.fromEntries(Object.entries(atScaleOne).map(([name, ms]) => [name, ms * scale])) as unknown as Timeouts;
}
