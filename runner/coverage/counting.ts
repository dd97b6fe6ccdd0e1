import { UserError } from '../../vm/errors.ts';
import { program } from '../../vm/installation.ts';
import type { Counters, Kernel } from '../../vm/kernels/index.ts';

/** A kernel that counts what it executes. */
export type CountingKernel = Kernel & { counters: Counters };

/** @throws UserError for a kernel that does not count, with how to build one that does */
export function countingKernel(kernel: Pick<Kernel, 'id'> & Partial<Kernel>): CountingKernel {
  const { counters } = kernel;
  if (counters) return { ...(kernel as Kernel), counters };
  throw new UserError(`${kernel.id} does not count what it executes`, {
    hint: `${program} build --source 7.3 --config coverage --name NAME builds one that does, and --tree DIR one of your own tree`,
  });
}
