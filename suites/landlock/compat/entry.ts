import type { Feature, FeatureKind, Operation, Topic, Unsupported } from '../../../runner/compat/catalogue.ts';

export const USER_DOC = 'Documentation/userspace-api/landlock.rst';
export const UAPI = 'include/uapi/linux/landlock.h';

/** What an entry has to say; the rest follows from its kind. */
export interface Entry {
  readonly what: string;
  readonly bestEffort: string;
  readonly operations?: readonly Operation[];
  readonly topic?: Topic;
  readonly errata?: readonly number[];
  readonly known?: readonly string[];
  readonly notes?: readonly string[];
  readonly doc: readonly string[];
  readonly evidence?: Feature['evidence'];
}

/** Operations that are all denied with one error. */
export const denied = (errno: string, ...operations: string[]): Operation[] =>
  operations.map((what) => ({ what, errno }));

/** The same error from ABI 1 on until the feature comes. */
export const before = (abi: number, errno: string): Unsupported[] => (abi > 1 ? [{ abi: [1, abi - 1], errno }] : []);

export const hex = (bits: bigint | number): string => `0x${bits.toString(16)}`;

/** A feature, with what entries rarely have filled in. */
export function feature(
  id: string,
  kind: FeatureKind,
  abi: number,
  unsupported: readonly Unsupported[],
  more: Entry & { topic: Topic; value?: string; field?: string; kernel?: string },
): Feature {
  return {
    id,
    kind,
    abi,
    unsupported,
    operations: [],
    errata: [],
    known: [],
    notes: [],
    evidence: {},
    ...more,
  };
}
