/** What a scenario is about, as the picture shows it: who there is, in which domains, and what each step reaches. */
import type { Outcome } from './outcome.ts';
import type { Call } from './words.ts';

/** What the picture needs of a step of the results document: all steps of one arm, in their order. */
export interface PictureStep {
  readonly id: number;
  readonly actor: string;
  readonly words: string;
  readonly role: 'setup' | 'check';
  readonly expected: string;
  readonly observed: string;
  readonly ok: boolean;
}

/** A process or thread. */
export interface SceneActor {
  readonly name: string;
  readonly kind: 'process' | 'thread';
  readonly parent: string | undefined;
  /** The process that a thread is of; for a process itself. */
  readonly process: string;
  /** Place of the step that made it; -1 for who is there from the beginning. */
  readonly born: number;
  /** Place of the step at which it ended. */
  ended: number | undefined;
  /** The domains that it is in, outermost first, at the end of the scenario. */
  domains: number[];
  cwd: string;
}

/** Who is in a domain, from which step on. */
export interface Member {
  readonly actor: string;
  readonly from: number;
}

/** A Landlock domain: one layer, and everything that is in it. */
export interface SceneDomain {
  /** From 1, in the order in which they came to be. */
  readonly number: number;
  readonly creator: string;
  /** Place of the step that made it. */
  readonly from: number;
  readonly parent: number | undefined;
  /** What its ruleset handles: `fs=READ_FILE, scoped=SIGNAL`. */
  readonly handles: string;
  /** What its rules allow: `"a": READ_FILE`. */
  readonly rules: readonly string[];
  readonly members: Member[];
}

/** A file, address, pipe …: what steps act on that is no actor. */
export interface SceneObject {
  readonly key: string;
  readonly kind: 'file' | 'address' | 'channel' | 'memory';
  readonly label: string;
}

/** What a step reaches. */
export type Target =
  | { readonly kind: 'actor'; readonly name: string }
  | { readonly kind: 'object'; readonly key: string };

/** One step, with what the picture needs to know of it. */
export interface SceneEvent {
  /** Place among the steps. */
  readonly at: number;
  readonly step: PictureStep;
  readonly call: Call;
  readonly outcome: Outcome;
  readonly target: Target | undefined;
  /** Where something is moved from, for calls with two paths. */
  readonly source: Target | undefined;
  /** What the descriptor that is acted on is, in words: `"file"`, `socket bound to "@kconform"`. */
  readonly subject: string | undefined;
  /** Actor that it made. */
  readonly makes: string | undefined;
  /** Number of the domain that it made. */
  readonly domain: number | undefined;
  /** What the descriptors are that it passed or received. */
  readonly carries: readonly string[] | undefined;
}

/** The whole. */
export interface Scene {
  readonly actors: readonly SceneActor[];
  readonly domains: readonly SceneDomain[];
  readonly objects: readonly SceneObject[];
  readonly events: readonly SceneEvent[];
}
