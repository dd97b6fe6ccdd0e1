/** What the return values of earlier steps stand for. */
import { type Call, type Reference, referenceIn } from './words.ts';

/** A ruleset that is being built. */
export interface Ruleset {
  readonly kind: 'ruleset';
  readonly handles: string;
  readonly rules: string[];
}

/** A socket and what has become of it. */
export interface Socket {
  readonly kind: 'socket';
  readonly owner: string;
  /** `AF_UNIX SOCK_STREAM`. */
  readonly type: string;
  bound: string | undefined;
  /** Who is at the other end. */
  peer: string | undefined;
  /** The address that it is connected to. */
  connected: string | undefined;
}

/** Both ends of a socket pair or pipe. */
export interface Channel {
  readonly kind: 'channel';
  readonly step: number;
  readonly label: string;
}

/** Something that a descriptor or number stands for. */
export type Thing =
  | Ruleset
  | Socket
  | Channel
  | { readonly kind: 'actor'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'memory'; readonly label: string; readonly step: number }
  | { readonly kind: 'rights'; readonly things: readonly (Thing | undefined)[] };

/** The things of a scenario, by the step that made them. */
export class Things {
  readonly #made = new Map<number, Thing>();

  set(step: number, thing: Thing | undefined): void {
    if (thing !== undefined) this.#made.set(step, thing);
  }

  get(reference: Reference | undefined): Thing | undefined {
    if (reference === undefined) return undefined;
    const thing = this.#made.get(reference.step);
    return thing?.kind === 'rights' ? thing.things[reference.index ?? 0] : thing;
  }

  /** What an argument stands for. */
  of(argument: string | undefined): Thing | undefined {
    return this.get(referenceIn(argument));
  }

  /** What a call acts on: its first argument that stands for something. */
  subjectOf(call: Call): { thing: Thing; reference: Reference } | undefined {
    for (const argument of call.args) {
      const reference = referenceIn(argument);
      const thing = this.get(reference);
      if (reference !== undefined && thing !== undefined) return { thing, reference };
    }
    return undefined;
  }
}

/** A thing in a few words. */
export function thingInWords(thing: Thing): string {
  switch (thing.kind) {
    case 'ruleset':
      return 'ruleset';
    case 'socket':
      return `socket${thing.bound === undefined ? '' : ` ${thing.bound}`}`;
    case 'channel':
      return thing.label;
    case 'actor':
      return thing.name;
    case 'file':
      return JSON.stringify(thing.path);
    case 'memory':
      return thing.label;
    case 'rights':
      return 'descriptors';
  }
}
