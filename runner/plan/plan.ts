import type { Arch } from '../syscalls/numbers.ts';

/** A value in a plan; docs/plan-format.md, "Values". */
export type PlanValue =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'result'; readonly step: number }
  | { readonly kind: 'address'; readonly buffer: string; readonly offset: number }
  | { readonly kind: 'memory'; readonly buffer: string; readonly offset: number; readonly size: WordSize };

/** Sizes that a value in memory can have, in bytes. */
export type WordSize = 1 | 2 | 4 | 8;

/** Namespaces that can be made for one plan. A pid namespace is made, too. */
export type Namespace = 'mount' | 'net' | 'ipc' | 'uts' | 'user' | 'time';

/** What a step does; docs/plan-format.md, "Verbs". */
export type Operation =
  | { readonly verb: 'call'; readonly number: number; readonly values: readonly PlanValue[] }
  | { readonly verb: 'process'; readonly actor: string; readonly flags: number }
  | { readonly verb: 'thread'; readonly actor: string }
  | { readonly verb: 'reexec'; readonly buffer?: string; readonly environment?: string }
  | { readonly verb: 'program'; readonly buffer: string; readonly limit: number; readonly environment?: string }
  | { readonly verb: 'await'; readonly step: number };

/** A part of a buffer, in bytes. */
export interface PlanRegion {
  readonly buffer: string;
  readonly offset: number;
  readonly size: number;
}

/** A value stored in the actor's memory before a step. */
export interface PlanStore {
  readonly buffer: string;
  readonly offset: number;
  readonly size: WordSize;
  readonly value: PlanValue;
}

export interface PlanBuffer {
  readonly name: string;
  readonly size: number;
  /** The first bytes; the rest is zero. Never ends with a zero byte, so that two equal buffers compare equal. */
  readonly bytes: Uint8Array;
}

export interface PlanPointer {
  readonly buffer: string;
  readonly offset: number;
  readonly target: string;
  readonly addend: number;
}

export interface PlanStep {
  readonly id: number;
  readonly actor: string;
  readonly start: boolean;
  readonly operation: Operation;
  /** Milliseconds; the probe's default of 1,000 when left out. */
  readonly deadline: number | undefined;
  readonly stores: readonly PlanStore[];
  readonly outputs: readonly PlanRegion[];
  /** Said in a comment before the step; not part of the plan's meaning. */
  readonly words?: string;
}

/** A plan before it is written as text. */
export interface Plan {
  readonly name: string | undefined;
  readonly arch: Arch;
  /** Milliseconds for the whole plan. */
  readonly deadline: number | undefined;
  readonly namespaces: readonly Namespace[];
  readonly scratch: boolean;
  readonly proc: boolean;
  /** No pid namespace: only for a guest that runs no other plan. */
  readonly sharedPids?: boolean;
  readonly buffers: readonly PlanBuffer[];
  readonly pointers: readonly PlanPointer[];
  readonly steps: readonly PlanStep[];
}
