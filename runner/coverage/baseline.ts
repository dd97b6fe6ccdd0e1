import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import type { Kernel } from '../../vm/kernels/index.ts';
import { type CounterSession, firstCounters, writeCounters } from './collect.ts';
import { countingKernel } from './counting.ts';

/** Name of the folder with the counters of the snapshot: what booting counted. */
export const BASELINE = 'baseline';

/**
 * Read what a kernel counted until its snapshot was taken, and find out how its counters are read.
 *
 * @param directory host directory for counters
 * @param where what tells this way of booting from others
 * @throws UserError when the kernel does not count
 */
export async function counterSession(
  kernel: Kernel,
  guest: PlanRunner,
  directory: string,
  where: string,
): Promise<CounterSession> {
  const { counters } = countingKernel(kernel);
  const files = await firstCounters(guest, counters.objects, await counterPaths(counters.directory));
  await writeCounters(join(directory, where, BASELINE), files);
  return { objects: counters.objects, directory, files: files.map(({ path, reads }) => ({ path, reads })) };
}

/** Paths of the counters of a kernel, relative to its objects. */
export async function counterPaths(directory: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob('**/*.gcno', { cwd: join(directory, 'notes') })) paths.push(path);
  return paths.sort().map((path) => path.replace(/\.gcno$/, '.gcda'));
}
