import type { MissingReason } from '../../vm/kernels/index.ts';
import type { CounterSession } from '../coverage/collect.ts';
import type { Facts } from '../facts/facts.ts';
import type { BootName } from '../scenario/boots.ts';

/** A booted kernel that workers can continue from. */
export interface PreparedBoot {
  /** Directory of the snapshot; undefined for the host's kernel. */
  snapshot: string | undefined;
  facts: Facts;
  /** How to bring out what its guests count, when that is asked for. */
  counters: CounterSession | undefined;
}

/** A kernel of a run, ready for scenarios. */
export interface PreparedKernel {
  id: string;
  boots: Partial<Record<BootName, PreparedBoot>>;
  /** Why the kernel was not booted in ways that scenarios ask for. */
  obstacles?: Partial<Record<BootName, string>> | undefined;
  /** Path of the static probe, for the host's kernel. */
  probe: string;
  /** Modules that were asked for and are there, built in or loaded. */
  modules: readonly string[];
  /** Why others that were asked for are not, by name; one that is in neither was never looked for. */
  missing?: Readonly<Record<string, MissingReason>>;
  /** Why samples of the kernel that were asked for are not there, by name. */
  withoutSample?: Readonly<Record<string, string>> | undefined;
}

/** What every worker is told about its kernel. */
export interface Session {
  kernel: PreparedKernel;
  /** Ids of the scenarios to run; undefined runs all that a file declares. */
  scenarios: ReadonlySet<string> | undefined;
  repeat: number;
  timeoutScale: number;
  /** Keep plans and consoles of scenarios that passed, too. */
  verbose: boolean;
  /** Judge what passed again with every check flipped (`make teeth`). */
  teeth?: boolean | undefined;
}

declare module 'vitest' {
  interface ProvidedContext {
    kconform: Session;
  }
}
