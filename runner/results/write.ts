/** Writing results documents, so that a reader never sees half of one. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
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

/** Write aside and rename. What is too large for one string comes in pieces. */
export function writeAtomically(path: string, content: string | Iterable<Uint8Array>): void {
  makeFolder(dirname(path));
  const aside = `${path}.${process.pid}.tmp`;
  try {
    if (typeof content === 'string') writeFileSync(aside, content);
    else writePieces(aside, content);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const fd = openSync(path, 'w');
  try {
    for (const piece of pieces) writeFileSync(fd, piece);
  } finally {
    closeSync(fd);
  }
}

/**
 * Make sure that a file can be written, before hours of measuring end with a result that nobody can keep.
 *
 * @throws UserError when the path is wrong, InfrastructureError when the disk is full
 */
export function requireWritable(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw systemError('EISDIR');
    makeFolder(dirname(path));
    const aside = `${path}.${process.pid}.tmp`;
    try {
      // Not empty: a full disk still has room for a name.
      writeFileSync(aside, '\n');
    } finally {
      rmSync(aside, { force: true });
    }
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const reasons: Record<string, string> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ENOENT: 'no such folder, and it cannot be made',
};

/** What to tell the user about a file that cannot be written; an error of another kind comes back as it was. */
export function cannotWrite(path: string, error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = reasons[code];
  if (reason === undefined) return error;
  const message = `cannot write ${path}: ${reason}`;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new InfrastructureError(message, { hint: 'free some space, or choose another disk', cause: error });
  }
  return new UserError(message, { hint: 'choose another file', cause: error });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** With its parents. Node's own `recursive` never returns below /proc, where a name cannot be made although its parent is there. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) {
      makeFolder(dirname(path));
      mkdirSync(path);
    } else if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw code === 'EEXIST' ? systemError('ENOTDIR') : error;
    }
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
