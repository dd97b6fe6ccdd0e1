/** Reading what was given with --baseline, before anything runs. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { UserError } from '../../vm/errors.ts';
import { documentReader } from '../results/whole.ts';
import type { Baseline } from './baseline.ts';
import { parseKnownFailures, requireEntries } from './known-failures.ts';

/**
 * Read files of known failures and results documents; which of them a file is, its first character tells.
 *
 * @param scenarios identities of all scenarios, so that a pattern that matches none is told
 * @throws UserError for a file that is not there or wrong
 */
export function readBaseline(paths: readonly string[], scenarios: readonly string[] | undefined, now: Date): Baseline {
  const baseline = { known: [] as Baseline['known'][number][], earlier: [] as Baseline['earlier'][number][], now };
  const read = documentReader();
  for (const path of paths) {
    if (isDocument(path)) {
      baseline.earlier.push({ path, doc: read(path) });
      continue;
    }
    const entries = parseKnownFailures(readFileSync(path, 'utf8'), path, scenarios);
    requireEntries(entries, path);
    baseline.known.push(...entries);
  }
  return baseline;
}

/** Documents and journals are JSON, and may be too large to be looked at as a whole. */
function isDocument(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(64);
      return head.toString('utf8', 0, readSync(file, head)).trimStart().startsWith('{');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'ENOENT' ? `there is no baseline ${path}` : `cannot read ${path}: ${message}`);
  }
}
