/** Writing results documents, so that a reader never sees half of one. */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Results } from './schema.ts';

/** The UTC time as it stands in file names: 20261122T001655Z. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, '');
}

/**
 * The document as text, one kernel, scenario or verdict a line: a run has thousands of verdicts, and this way grep, diff and a pager still work on it.
 */
export function serialise(doc: Results): string {
  const fields = Object.entries(doc).map(([key, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    return `${JSON.stringify(key)}: [\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}

/** Write aside and rename. */
export function writeAtomically(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(aside, content);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

/** Write one document to a file. */
export function writeResults(path: string, doc: Results): void {
  writeAtomically(path, serialise(doc));
}

/** Point `latest.json`, beside the document, at it. */
export function linkLatest(path: string): string {
  const latest = join(dirname(path), 'latest.json');
  const aside = `${latest}.${process.pid}.tmp`;
  rmSync(aside, { force: true });
  symlinkSync(basename(path), aside);
  renameSync(aside, latest);
  return latest;
}
