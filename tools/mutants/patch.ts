/** Small unified diffs, read and applied without a program: what `patch` would do, but whole or not at all. */

/** A stretch of lines, and what takes their place. */
export interface Hunk {
  /** First line of `before`, from 1, as the patch says; the file may have moved since. */
  line: number;
  before: string[];
  after: string[];
}

/** One mutant: a change to the kernel that a test suite ought to notice. */
export interface Mutant {
  /** Name of its file without `.patch`. */
  name: string;
  /** What it makes wrong. */
  subject: string;
  /** Patterns of the scenarios that ought to notice first. */
  suites: string[];
  /** Hunks by path in the tree. */
  files: Map<string, Hunk[]>;
}

/**
 * Read a mutant.
 *
 * @param name for messages, too
 * @throws Error when it is malformed
 */
export function parseMutant(name: string, text: string): Mutant {
  const field = (key: string) => new RegExp(`^${key}: (.+)$`, 'm').exec(text)?.[1]?.trim();
  const subject = field('Subject');
  const suites = field('Suites')?.split(/\s+/);
  if (!subject || !suites) throw new Error(`${name}: a mutant begins with the lines Subject: and Suites:`);
  const files = new Map<string, Hunk[]>();
  let hunks: Hunk[] | undefined;
  let hunk: Hunk | undefined;
  for (const line of text.split('\n')) {
    const [, path] = /^\+\+\+ b\/(\S+)/.exec(line) ?? [];
    const [, start] = /^@@ -(\d+)/.exec(line) ?? [];
    if (path) {
      hunks = [];
      hunk = undefined;
      files.set(path, hunks);
    } else if (start && hunks) {
      hunk = { line: Number(start), before: [], after: [] };
      hunks.push(hunk);
    } else if (hunk && /^[ +-]/.test(line)) {
      if (line[0] !== '+') hunk.before.push(line.slice(1));
      if (line[0] !== '-') hunk.after.push(line.slice(1));
    }
  }
  if (files.size === 0 || [...files.values()].some((list) => list.length === 0)) throw new Error(`${name}: no hunks`);
  return { name, subject, suites, files };
}

/**
 * Apply hunks to a file.
 *
 * @throws Error when the lines of a hunk are not there, or are there twice and no line number tells them apart
 */
export function applyHunks(text: string, hunks: readonly Hunk[]): string {
  const lines = text.split('\n');
  let shift = 0;
  for (const { line, before, after } of hunks) {
    const at = nearest(placesOf(lines, before), line - 1 + shift);
    lines.splice(at, before.length, ...after);
    shift += after.length - before.length;
  }
  return lines.join('\n');
}

function placesOf(lines: readonly string[], wanted: readonly string[]): number[] {
  return lines.flatMap((_, at) => (wanted.every((line, index) => lines[at + index] === line) ? [at] : []));
}

function nearest(places: readonly number[], wanted: number): number {
  const [first, second] = places.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  if (first === undefined) throw new Error(`the lines at ${wanted + 1} are not in the file`);
  if (second !== undefined && Math.abs(first - wanted) === Math.abs(second - wanted)) {
    throw new Error(`the lines at ${wanted + 1} are in the file more than once`);
  }
  return first;
}
