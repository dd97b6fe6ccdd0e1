/** What became of a plan in a guest. Only an observation that the probe signed with a checksum says anything about the kernel's answers. */
export type GuestReply = Observed | Died | Hung;

interface Answer {
  /** What the guest printed on its console since the plan was sent. */
  console: string;
  /** Wall time from sending the plan to knowing this, in milliseconds. */
  ms: number;
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
