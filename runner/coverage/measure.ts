import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Counters } from '../../vm/kernels/index.ts';
import { counterPaths } from './baseline.ts';
import { type CoveredFile, markAssertions, mergeFiles, nameFunctions } from './coverage.ts';
import { runGcov } from './gcov.ts';
import { totalCounters } from './total.ts';

/** What a run executed of the directories that count. */
export interface Measured {
  files: CoveredFile[];
  /** Guests that counted, and those of them that died before their counters were read a last time. */
  guests: number;
  lost: number;
}

/**
 * Put together what the guests of a run counted.
 *
 * @param counters of the kernel that ran
 * @param counted directory that the run was given as its `counters`
 * @throws InfrastructureError without gcov, or with one that is not the compiler's
 */
export async function measuredFiles(counters: Counters, counted: string): Promise<Measured> {
  const { files, ...guests } = await totalCounters(counted, await counterPaths(counters.directory));
  return { files: await coveredFiles(counters, files), ...guests };
}

/**
 * Lines of the source with what was counted.
 *
 * @param files counters by path of their file, relative to the kernel's objects
 * @throws InfrastructureError without gcov, or with one that is not the compiler's
 */
export async function coveredFiles(
  { directory, profile }: Counters,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<CoveredFile[]> {
  const merged = mergeFiles(await runGcov(join(directory, 'notes'), files), profile);
  const source = (path: string) => readFile(join(directory, 'source', path), 'utf8');
  return nameFunctions(await markAssertions(merged, source), source);
}
