/** Bytes that a step reported. */
export interface ObservedOutput {
  readonly buffer: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** How a step ended. */
export type ObservedResult =
  | { readonly kind: 'ret'; readonly value: bigint }
  | { readonly kind: 'errno'; readonly number: number }
  | { readonly kind: 'started' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'gone'; readonly exit?: number; readonly signal?: number }
  | { readonly kind: 'unreached' };

/** One step's result and what it reported. */
export interface ObservedStep {
  readonly id: number;
  readonly result: ObservedResult;
  readonly outputs: readonly ObservedOutput[];
  /** What a program printed. */
  readonly text?: Uint8Array;
}

/** How a plan ended; docs/plan-format.md, "Observation". */
export type ObservedEnd =
  | { readonly kind: 'ok' | 'deadline' | 'unkillable' }
  | { readonly kind: 'killed'; readonly signal: number }
  | { readonly kind: 'fault'; readonly number: number; readonly text: string };

/** What came back from one run of one plan. */
export interface Observation {
  readonly steps: readonly ObservedStep[];
  readonly taint?: { readonly before: number; readonly after: number };
  /** Microseconds on the guest's clock, for the whole plan. */
  readonly microseconds?: number;
  readonly end: ObservedEnd;
}
