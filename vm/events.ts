/** What the virtual machine layer tells while it works; the terminal is one consumer of it. */
export type VmEvent =
  | { kind: 'boot' | 'snapshot'; phase: 'start' | 'end'; kernel: string; ms?: number }
  | { kind: 'note'; kernel: string; text: string };

/** Told of events as they happen. */
export type OnVmEvent = (event: VmEvent) => void;
