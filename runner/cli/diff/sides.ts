/** What `kconform diff A B` means by A and B: a kernel, a results document, or one kernel of a document. */
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import leven from 'leven';
import { UserError } from '../../../vm/errors.ts';
import { pairKernels, type Side } from '../../compare/index.ts';
import type { Results } from '../../results/schema.ts';
import type { Read } from '../../results/whole.ts';

/** What one word of the command line stands for. */
export interface Meaning {
  text: string;
  doc: Results;
  /** Where the document is. */
  path: string;
  /** The one kernel that is meant; undefined for all of the document. */
  kernel: string | undefined;
}

/** Where kernels without a document are looked up. */
export interface Lookup {
  /** Folder of the documents that runs wrote. */
  folder: string;
  /** The one document to look in, when the user named it. */
  results?: string | undefined;
}

/** A kernel has no results yet: a name that may well be right. */
export class NoResultsError extends UserError {
  readonly kernel: string;

  constructor(kernel: string, where: string, hint?: string) {
    super(`there are no results of ${kernel} in ${where}`, { hint });
    this.kernel = kernel;
  }
}

/**
 * Find out what a word means.
 *
 * @param text FILE, FILE:KERNEL or KERNEL
 * @throws NoResultsError for what may be a kernel and is in no document; UserError for a file that is no document
 */
export function meaningOf(text: string, lookup: Lookup, read: Read): Meaning {
  if (isDocument(text)) return { text, path: text, doc: read(text), kernel: undefined };
  for (let colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
    const [path, kernel] = [text.slice(0, colon), text.slice(colon + 1)];
    if (!isFile(path)) continue;
    const doc = read(path);
    requireKernel(doc, kernel, path);
    return { text, path, doc, kernel };
  }
  if (/\.json$/.test(text))
    throw new UserError(`no results at ${text}`, { hint: 'A and B are kernels or results documents' });
  const path = documentWith(text, lookup, read);
  return { text, path, doc: read(path), kernel: text };
}

/**
 * The pairs of kernels to compare. Where one side names a kernel and the other a whole document, that document's kernel of the same name is meant, or its only one.
 *
 * @throws UserError when nothing belongs together
 */
export function sidesOf(before: Meaning, after: Meaning): { pairs: { before: Side; after: Side }[]; alone: string[] } {
  const one = (meaning: Meaning, other: Meaning): Side => ({
    doc: meaning.doc,
    kernel: meaning.kernel ?? counterpart(meaning, other.kernel!),
  });
  if (before.kernel !== undefined || after.kernel !== undefined) {
    return { pairs: [{ before: one(before, after), after: one(after, before) }], alone: [] };
  }
  const { pairs, onlyBefore, onlyAfter } = pairKernels(before.doc, after.doc);
  if (pairs.length === 0) {
    const names = (doc: Results) => doc.kernels.map(({ id }) => id).join(', ') || 'none';
    throw new UserError(
      `${before.text} and ${after.text} have no kernel in common: ${names(before.doc)} there, ${names(after.doc)} here`,
      { hint: 'say which belong together: FILE:KERNEL' },
    );
  }
  return {
    pairs,
    alone: [
      ...onlyBefore.map((kernel) => `${kernel} is only in ${before.text}`),
      ...onlyAfter.map((kernel) => `${kernel} is only in ${after.text}`),
    ],
  };
}

function counterpart({ doc, path }: Meaning, kernel: string): string {
  if (doc.kernels.length === 1) return doc.kernels[0]!.id;
  requireKernel(doc, kernel, path);
  return kernel;
}

function requireKernel(doc: Results, kernel: string, path: string): void {
  const ids = doc.kernels.map(({ id }) => id);
  if (ids.includes(kernel)) return;
  const [nearest] = ids.toSorted((a, b) => leven(a, kernel) - leven(b, kernel));
  const near = nearest !== undefined && leven(nearest, kernel) <= Math.max(2, kernel.length / 3);
  throw new UserError(`${path} has no results of ${kernel}`, {
    hint: near ? `did you mean ${nearest}?` : `it has those of ${ids.join(', ') || 'no kernel'}`,
  });
}

/** The document with results of a kernel: that of the last run if it has them, else the newest that has. */
function documentWith(kernel: string, { folder, results }: Lookup, read: Read): string {
  if (results !== undefined) {
    requireKernel(read(results), kernel, results);
    return results;
  }
  const found = documentsIn(folder).find((path) => mentions(path, kernel));
  if (found === undefined) throw new NoResultsError(kernel, folder);
  return found;
}

/** Newest first; what latest.json points to comes before all. */
function documentsIn(folder: string): string[] {
  const latest = join(folder, 'latest.json');
  const others = entries(folder)
    .filter((name) => /^\d{8}T\d{6}Z.*\.json$/.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name));
  if (!isFile(latest)) return others;
  const target = realpathSync(latest);
  return [target, ...others.filter((path) => realpathSync(path) !== target)];
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Documents are large, and begin with their kernels, one a line: no need to read on. */
function mentions(path: string, kernel: string): boolean {
  const head = headOf(path, 1 << 20);
  const kernels = head.slice(
    head.indexOf('"kernels"'),
    head.includes('"scenarios"') ? head.indexOf('"scenarios"') : undefined,
  );
  return kernels.includes(`"id":${JSON.stringify(kernel)}`);
}

function headOf(path: string, length: number): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

/** A kernel image is a file as well, and does not begin like a document or a journal. */
function isDocument(path: string): boolean {
  return isFile(path) && headOf(path, 64).trimStart().startsWith('{');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
