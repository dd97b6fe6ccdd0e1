import { InfrastructureError } from '../../vm/errors.ts';
import type { GuestProgram } from '../../vm/image/initramfs.ts';
import { sampleInGuest, sampleProgram } from '../../vm/kernels/source/sample.ts';
import { Store } from '../../vm/store/index.ts';
import type { Infrastructure } from '../results/schema.ts';

/** Samples of the kernel for guests, and why others are not there. */
export interface PreparedSamples {
  programs: readonly GuestProgram[];
  missing: Readonly<Record<string, string>>;
}

/**
 * Makes the samples that scenarios ask for, once for all kernels.
 *
 * @param names of samples
 * @param onFailure told when one does not build; scenarios without it run all the same
 */
export async function prepareSamples(
  names: readonly string[],
  { signal, onFailure }: { signal: AbortSignal; onFailure(failure: Infrastructure): void },
): Promise<PreparedSamples> {
  const programs: GuestProgram[] = [];
  const missing: Record<string, string> = {};
  for (const name of names) {
    try {
      const made = await sampleProgram(name, { store: new Store(), signal });
      if ('path' in made) programs.push({ name: sampleInGuest(name), path: made.path });
      else missing[name] = made.missing;
    } catch (error) {
      if (!(error instanceof InfrastructureError)) throw error;
      const { message, hint } = error;
      missing[name] = `the sample of ${name} could not be made: ${message.split('\n')[0]}`;
      onFailure({ message: missing[name], ...(hint === undefined ? {} : { hint }) });
    }
  }
  return { programs, missing };
}
