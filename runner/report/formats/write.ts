/** Writing a document to a file in some format. */
import { appendFileSync, closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Results } from '../../results/schema.ts';
import { cannotWrite, makeFolder, requireWritable } from '../../results/write.ts';
import { type FormatOptions, formatOf } from './index.ts';

/** A format, and the file that takes it; `-` is the standard output. */
export interface Target {
  format: string;
  path: string;
}

/** Write aside and rename, so that nobody reads half of it; what is to be added to a file goes to its end. */
export async function writeTarget({ format, path }: Target, doc: Results, options: FormatOptions): Promise<void> {
  const { appended, load } = formatOf(format);
  const render = await load();
  try {
    makeFolder(dirname(path));
    if (appended || isSpecial(path)) for (const piece of gathered(render(doc, options))) appendFileSync(path, piece);
    else writeAside(path, render(doc, options));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** A device or a pipe is written to, never replaced. */
function isSpecial(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === false;
}

/** Make sure that a target can be written, before a run begins that takes hours. */
export function requireTarget({ path }: Target): void {
  if (path !== '-' && !(isSpecial(path) && !statSync(path).isDirectory())) requireWritable(path);
}

function writeAside(path: string, pieces: Iterable<string>): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(aside, 'w');
    try {
      for (const piece of gathered(pieces)) writeAll(file, piece);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** Fewer and larger pieces: a system call for each of 45,000 lines would be most of the work. */
export function* gathered(pieces: Iterable<string>, size = 1 << 20): Generator<string> {
  let held: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    held.push(piece);
    length += piece.length;
    if (length < size) continue;
    yield held.join('');
    held = [];
    length = 0;
  }
  if (held.length > 0) yield held.join('');
}
