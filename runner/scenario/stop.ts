/** Ends a scenario's body early; caught by `compile`, never seen by anybody else. */
export class ProgramStops extends Error {
  override readonly name = 'ProgramStops';
}

/**
 * Ends the scenario here, as a strict program does that the kernel refuses. The steps recorded so far are the scenario.
 *
 * @param reason for people
 */
export function stopScenario(reason: string): never {
  throw new ProgramStops(reason);
}
