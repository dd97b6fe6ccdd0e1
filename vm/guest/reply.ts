/** What became of a plan in a guest. Only an observation that the probe signed with a checksum says anything about the kernel's answers. */
export type GuestReply = Observed | Died | Hung;

interface Answer {
  /** What the guest printed on its console since the plan was sent. */
  console: string;
  /** Wall time from sending the plan to knowing this, in milliseconds. */
  ms: number;
  /** What the virtual machine used of the host's processors in that time, in milliseconds. Undefined without one, or when it has ended. */
  processorMs?: number | undefined;
}

/** An idle guest takes a few hundredths of a processor, one that is busy on a loaded host more than this. */
const BUSY = 0.1;

/**
 * What tells a kernel that spins, or a program that is only slow, from one that waits for ever: `, its guest was busy`. In words, since figures would make two answers of
 * the same kernel differ. Empty where it is not known.
 */
export function activityInWords({ processorMs, ms }: GuestReply): string {
  if (processorMs === undefined) return '';
  return processorMs / ms > BUSY ? ', its guest was busy' : ', its guest was idle';
}

export interface Observed extends Answer {
  kind: 'observation';
  /** The observation, docs/plan-format.md. */
  text: string;
}

/** The virtual machine ended while the plan ran: a panic, usually. */
export interface Died extends Answer {
  kind: 'died';
  /** How QEMU ended, in words. */
  how: string;
}

/** The kernel answers nobody any more: no pong within the heartbeat. */
export interface Hung extends Answer {
  kind: 'hung';
}
