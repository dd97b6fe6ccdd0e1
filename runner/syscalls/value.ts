import type { WordSize } from '../plan/plan.ts';

/** A buffer in the memory of actors, made by `t.buffer()`. */
export interface Memory {
  readonly kind: 'memory';
  /** Name in the plan. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
}

/** An address inside a buffer. */
export interface Region {
  readonly kind: 'region';
  readonly memory: Memory;
  /** Bytes from the beginning of the buffer. */
  readonly offset: number;
}

/** A number that is read from the actor's memory when the step starts. */
export interface Loaded {
  readonly kind: 'loaded';
  readonly memory: Memory;
  readonly offset: number;
  readonly size: WordSize;
  /** How the words of a step call it. */
  readonly words: string;
}

/** The return value of an earlier step. Implemented by the steps of runner/scenario. */
export interface Result {
  readonly kind: 'result';
  /** ID of the step in its plan. */
  readonly id: number;
  /** How the words of a step call it. */
  readonly label: string;
}

/** Something that stands for a process: its process ID is used. Implemented by the actors of runner/scenario. */
export interface ProcessLike {
  readonly kind: 'actor';
  readonly name: string;
  readonly pid: Value;
}

/** Bytes that hold pointers to other values or results of steps; becomes a buffer where it is used. */
export interface Blob {
  readonly kind: 'blob';
  readonly bytes: Uint8Array;
  /** Fields that are not known before the plan runs. */
  readonly references: readonly Reference[];
  /** Short name for the buffer in the plan, such as `sockaddr`. */
  readonly label: string;
  /** How the words of a step call it. */
  readonly words: string;
}

/** A field of a blob that holds an address or a number known only when the plan runs. */
export interface Reference {
  readonly offset: number;
  readonly size: WordSize;
  readonly value: Value;
}

/** A value with words of its own, for people. */
export interface Named {
  readonly kind: 'named';
  readonly value: Value;
  readonly words: string;
}

/**
 * Whatever can be an argument of a system call or a field of a structure.
 *
 * Numbers are themselves; a string is the address of its UTF-8 bytes and a NUL; bytes are their address; null is NULL; a blob, a
 * buffer or a region is its address; a step is its return value; an actor is its process ID.
 */
export type Value =
  | number
  | bigint
  | string
  | null
  | Uint8Array
  | Blob
  | Memory
  | Region
  | Loaded
  | Result
  | ProcessLike
  | Named;

/** Gives a value words of its own. */
export const named = (value: Value, words: string): Named => ({ kind: 'named', value, words });

/** The number that is a value, when it is known before the plan runs. */
export function knownNumber(value: Value): bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  if (value === null) return 0n;
  if (typeof value === 'object' && 'kind' in value && value.kind === 'named') return knownNumber(value.value);
  return undefined;
}
