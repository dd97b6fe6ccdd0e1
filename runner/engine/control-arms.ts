import type { Observation } from '../plan/observation.ts';
import type { CompiledArm } from '../scenario/compiled.ts';

/**
 * What control arms answered in this worker. Without the sandbox, a strict and a best-effort program are the same plan, and so are many variants: such a plan runs
 * once for each kernel and repetition, and serves all of them.
 */
export class ControlArms {
  #observations = new Map<string, Observation>();

  /**
   * @param where kernel, way of booting and repetition, in words
   * @param arm the control arm that would run
   */
  get(where: string, arm: CompiledArm): Observation | undefined {
    return this.#observations.get(key(where, arm));
  }

  /** Remembers an observation that came to its end, and nothing else. */
  add(where: string, arm: CompiledArm, observation: Observation): void {
    if (observation.end.kind === 'ok') this.#observations.set(key(where, arm), observation);
  }
}

/** The plan but for the name of its scenario. */
function key(where: string, { plan }: CompiledArm): string {
  return `${where}\n${plan.replace(/^name .*$/m, '')}`;
}
