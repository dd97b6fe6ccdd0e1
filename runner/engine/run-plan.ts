import { InfrastructureError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import type { GuestReply } from '../../vm/guest/reply.ts';

/**
 * Has a guest run the plan of a scenario, or of a program of the selftests.
 *
 * @param name what it belongs to
 * @param deadline the plan's own, in milliseconds
 * @throws {InfrastructureError} that begins with the name, when something else than the kernel ended the guest
 */
export async function runPlan(guest: PlanRunner, name: string, plan: string, deadline: number): Promise<GuestReply> {
  try {
    return await guest.run(plan, deadline);
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    throw new InfrastructureError(`${name}: ${error.message}`, { hint: error.hint, cause: error });
  }
}
