/** What the kernel's own selftests reach, program by program or case by case, on a kernel that counts. */
import { join } from 'node:path';
import { BASELINE, counterSession } from '../coverage/baseline.ts';
import { type CounterSession, readBack, saveCounters } from '../coverage/collect.ts';
import type { CountingKernel } from '../coverage/counting.ts';
import { coveredFiles } from '../coverage/measure.ts';
import type { Part } from '../coverage/reach.ts';
import { settle } from '../coverage/settle.ts';
import { inParallel } from '../engine/in-parallel.ts';
import type { Results } from '../results/schema.ts';
import { performSelftests, type SelftestRequest } from './perform.ts';

/** What a run of selftests reached. */
export interface SelftestsReach {
  doc: Results;
  path: string;
  /** Programs, or their cases, that their guest outlived. What the others reached is not known. */
  parts: Part[];
  /** What booting reached already, which is in all parts. */
  boot: Part;
}

/** Name of the folder of counters that the snapshot had. */
const BOOT = 'boot';

/**
 * Run selftests on a kernel that counts. Each program, or each case with `alone`, has a guest of its own, continued from the same snapshot: its counters are what it
 * reached, and what booting did, and nobody else loses any when its guest dies. Of a kernel that cannot be asked to finish what it put off (`settle()`), they are a little less.
 *
 * @param kernel the only one of the request
 * @param directory host directory for what is brought out
 * @throws UserError when the kernel does not count
 */
export async function selftestsReach(
  request: Omit<SelftestRequest, 'kernels' | 'beforePrograms' | 'afterProgram'>,
  kernel: CountingKernel,
  directory: string,
): Promise<SelftestsReach> {
  let session: CounterSession | undefined;
  const names = new Set<string>();
  const run = await performSelftests({
    ...request,
    kernels: [kernel.id],
    async beforePrograms(guest) {
      session = await counterSession(kernel, guest, directory, BOOT);
    },
    async afterProgram(guest, { selftests, program, only }) {
      const name = ['selftests', selftests.name, program, only ?? []].flat().join('/');
      await settle(guest);
      if (await saveCounters(guest, session!, name)) names.add(name);
    },
  });
  const paths = session?.files.map(({ path }) => path) ?? [];
  const part = async (name: string, folder = name): Promise<Part> => {
    const read = paths.map(async (path) => [path, (await readBack(join(directory, folder), path))!] as const);
    return { name, files: await coveredFiles(kernel.counters, new Map(await Promise.all(read))) };
  };
  const parts = await inParallel([...names].sort(), request.jobs, (name) => part(name));
  return { ...run, parts, boot: await part(BOOT, join(BOOT, BASELINE)) };
}
