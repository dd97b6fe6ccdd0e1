import type { Observation } from '../plan/observation.ts';
import type { CompiledArm } from '../scenario/compiled.ts';

/**
 * What plans answered in this worker. Where a kernel lacks nothing, a strict and a best-effort program are the same plan; where it lacks everything, the best-effort
 * program is its own control arm; and without a sandbox many variants are alike. The same plan on the same kernel, from the same snapshot, is the same experiment: it
 * is made once in each repetition, and each scenario judges it by its own expectations.
 */
export class Experiments {
  #observations = new Map<string, Observation>();

  /**
   * @param where kernel, way of booting and repetition, in words
   * @param arm what would run
   */
  get(where: string, arm: CompiledArm): Observation | undefined {
    return this.#observations.get(key(where, arm));
  }

  /** Remembers an observation that came to its end. What ended in any other way is worth trying for itself. */
  add(where: string, arm: CompiledArm, observation: Observation): void {
    if (observation.end.kind === 'ok') this.#observations.set(key(where, arm), observation);
  }
}

/** The plan but for the name of its scenario and the words in its comments. */
function key(where: string, { plan }: CompiledArm): string {
  return `${where}\n${plan.replace(/^(name|#) .*\n/gm, '')}`;
}
