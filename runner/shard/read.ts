/** Reading durations: of the file that comes with kconform, of one like it, or of a results document. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { UserError } from '../../vm/errors.ts';
import { root } from '../../vm/installation.ts';
import { readResults } from '../results/read.ts';
import { DURATIONS, type Durations, DurationsSchema, durationsOf } from './durations.ts';

/** What came with this version of kconform: the same for every shard of a run, on whatever machine. */
export const RECORDED = join(root, 'durations.json');

/**
 * Read durations.
 *
 * @param path of a results document or a file of durations; undefined takes those that come with kconform
 * @throws UserError when it is neither
 */
export function readDurations(path: string | undefined): Durations | undefined {
  if (path === undefined) return existsSync(RECORDED) ? readFile(RECORDED) : undefined;
  return readFile(path) ?? durationsOf(readResults(path));
}

/** Undefined when it is no file of durations. */
function readFile(path: string): Durations | undefined {
  let value: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    if (!text.slice(0, 200).includes(DURATIONS)) return undefined;
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`cannot read durations from ${path}: ${(error as Error).message}`);
  }
  if (Compile(DurationsSchema).Check(value)) return value as Durations;
  throw new UserError(`${path} is not a valid file of durations (${DURATIONS})`);
}
