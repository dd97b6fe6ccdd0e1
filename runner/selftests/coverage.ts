/** What the kernel's own selftests reach, program by program, on a kernel that counts. */
import { join } from 'node:path';
import type { Counters } from '../../vm/kernels/index.ts';
import { counterPaths } from '../coverage/baseline.ts';
import { firstCounters, readBack, writeCounters } from '../coverage/collect.ts';
import { coveredFiles } from '../coverage/measure.ts';
import type { Part } from '../coverage/reach.ts';
import type { Results } from '../results/schema.ts';
import { performSelftests, type SelftestRequest } from './perform.ts';

/**
 * Run selftests on a kernel that counts. Each program has a guest of its own, so its counters are what it reached, and what booting did.
 *
 * @param counters of the kernel
 * @param directory host directory for what is brought out
 * @returns programs that their guest outlived; what the others reached is not known
 */
export async function selftestsReach(
  request: Omit<SelftestRequest, 'afterProgram'>,
  counters: Counters,
  directory: string,
): Promise<{ doc: Results; path: string; parts: Part[] }> {
  const paths = await counterPaths(counters.directory);
  const programs = new Set<string>();
  const run = await performSelftests({
    ...request,
    async afterProgram(guest, { selftests, program }) {
      const name = `${selftests.name}/${program}`;
      await writeCounters(join(directory, name), await firstCounters(guest, counters.objects, paths));
      programs.add(name);
    },
  });
  const parts: Part[] = [];
  for (const name of [...programs].sort()) {
    const read = paths.map(async (path) => [path, (await readBack(join(directory, name), path))!] as const);
    parts.push({ name: `selftests/${name}`, files: await coveredFiles(counters, new Map(await Promise.all(read))) });
  }
  return { ...run, parts };
}
