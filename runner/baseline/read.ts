/** Reading what was given with --baseline, before anything runs. */
import { readFileSync } from 'node:fs';
import { UserError } from '../../vm/errors.ts';
import { isJournal } from '../results/journal-format.ts';
import { parseResults } from '../results/read.ts';
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
  for (const path of paths) {
    const text = readText(path);
    if (text.trimStart().startsWith('{') || isJournal(text)) {
      baseline.earlier.push({ path, doc: parseResults(text, path) });
      continue;
    }
    const entries = parseKnownFailures(text, path, scenarios);
    requireEntries(entries, path);
    baseline.known.push(...entries);
  }
  return baseline;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'ENOENT' ? `there is no baseline ${path}` : `cannot read ${path}: ${message}`);
  }
}
