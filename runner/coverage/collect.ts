import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InfrastructureError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import { parseObservation } from '../plan/parse-observation.ts';
import { BLINDLY, type CounterFile, filesRead, type ReadFile, readPlan } from './read-plan.ts';

/** What a worker has to know to bring counters out of its guests. */
export interface CounterSession {
  /** Directory of the kernel's objects, which is a part of the counters' path in the guest. */
  objects: string;
  files: readonly CounterFile[];
  /** Host directory for what is brought out. */
  directory: string;
}

const DEADLINE = 60_000;

/**
 * Read the counters of a guest for the first time, without knowing their sizes.
 *
 * @param paths relative to the objects
 * @throws InfrastructureError when it has none
 */
export async function firstCounters(guest: PlanRunner, objects: string, paths: readonly string[]): Promise<ReadFile[]> {
  const files: ReadFile[] = [];
  // A plan for each: not knowing sizes, one for all would be larger than the probe takes.
  for (const path of paths) {
    const [read] = (await readCounters(guest, objects, [{ path, reads: undefined }])) ?? [];
    if (!read || read.bytes.length === 0) {
      throw new InfrastructureError(`the guest has no counters of ${path} in debugfs`, {
        hint: 'was the kernel built with CONFIG_GCOV_KERNEL and its objects in this very directory?',
      });
    }
    if (read.reads.length === BLINDLY.length)
      throw new InfrastructureError(`the counters of ${path} are too many to read`);
    files.push(read);
  }
  return files;
}

async function readCounters(guest: PlanRunner, objects: string, files: readonly CounterFile[]) {
  const reply = await guest.run(readPlan(objects, files), DEADLINE);
  return reply.kind === 'observation' ? filesRead(files, parseObservation(reply.text)) : undefined;
}

/**
 * Bring the counters of a guest out, in place of what was brought out of it before: they only grow, and a guest that dies later takes no more with it than what it
 * counted since.
 *
 * @param label tells this guest apart from all others
 * @returns whether the guest answered
 */
export async function saveCounters(guest: PlanRunner, session: CounterSession, label: string): Promise<boolean> {
  if (!guest.usable) return false;
  const files = await readCounters(guest, session.objects, session.files);
  if (!files) return false;
  await writeCounters(join(session.directory, label), files);
  return true;
}

/** Name of a file that says of a guest that it died, and took with it what it counted since its counters were last read. */
export const LOST = 'lost';

/** Keep in mind that a guest told the end of its story to nobody. */
export async function markLost({ directory }: CounterSession, label: string): Promise<void> {
  await mkdir(join(directory, label), { recursive: true });
  await writeFile(join(directory, label, LOST), '');
}

/** Write files of counters below a directory; each is there whole or not at all. */
export async function writeCounters(directory: string, files: readonly ReadFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.new`, bytes);
    await rename(`${target}.new`, target);
  }
}

/** Read back what {@link writeCounters} wrote; undefined for a guest that ended in between. */
export async function readBack(directory: string, path: string): Promise<Uint8Array | undefined> {
  return readFile(join(directory, path)).catch(() => undefined);
}
