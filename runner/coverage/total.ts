import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../../vm/errors.ts';
import { BASELINE } from './baseline.ts';
import { LOST, readBack } from './collect.ts';
import { addCounters } from './gcda.ts';

/** What all guests of a run counted. */
export interface Totals {
  /** Counters by path of their file. */
  files: Map<string, Uint8Array>;
  /** Guests that counted. */
  guests: number;
  /** Those of them that died before their counters were read a last time. */
  lost: number;
}

/**
 * Add up what a run brought out: booting once for each way of booting, and of each guest what it has beyond that.
 *
 * @param directory where the counters were kept
 * @param paths of the files of counters
 */
export async function totalCounters(directory: string, paths: readonly string[]): Promise<Totals> {
  const files = new Map<string, Uint8Array>();
  let guests = 0;
  let lost = 0;
  for (const boot of await readdir(directory)) {
    const labels = (await readdir(join(directory, boot))).filter((label) => label !== BASELINE);
    guests += labels.length;
    for (const label of labels) if (await readBack(join(directory, boot, label), LOST)) lost++;
    for (const path of paths) {
      const base = await readBack(join(directory, boot, BASELINE), path);
      if (!base) throw new InfrastructureError(`the counters of ${path} for the boot '${boot}' are gone`);
      const sum = files.get(path) ?? Uint8Array.from(base);
      if (files.has(path)) addCounters(sum, base);
      for (const label of labels) {
        const counted = await readBack(join(directory, boot, label), path);
        if (counted) addCounters(sum, counted, base);
      }
      files.set(path, sum);
    }
  }
  return { files, guests, lost };
}
