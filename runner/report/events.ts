/** What happens during a run, as one stream. The machinery tells; terminals, logs and tests listen. */
import type { Outcome } from '../results/schema.ts';

/** What a kernel goes through before it can be asked anything. */
export type Stage = 'download' | 'boot' | 'snapshot' | 'restore';

/** A stage of one kernel starts, has something to tell, or ends. Only its end can carry an error. */
export type StageEvent =
  | { kind: Stage; phase: 'start'; kernel: string }
  | { kind: Stage; phase: 'line'; kernel: string; text: string }
  | { kind: Stage; phase: 'end'; kernel: string; ms: number; text?: string; error?: string };

/** A scenario starts or ends on one kernel. */
export type ScenarioEvent =
  | { kind: 'scenario'; phase: 'start'; kernel: string; scenario: string }
  | { kind: 'scenario'; phase: 'end'; kernel: string; scenario: string; verdict: Outcome; reason: string; ms: number };

/** How many verdicts to expect of a kernel. */
export type PlannedEvent = { kind: 'planned'; phase: 'line'; kernel: string; scenarios: number };

/** Something that the user should read, whatever else happens: a fall-back, a retry. */
export type NoteEvent = { kind: 'note'; phase: 'line'; kernel?: string; text: string };

export type Event = StageEvent | ScenarioEvent | PlannedEvent | NoteEvent;

/** Receives events. */
export type OnEvent = (event: Event) => void;
