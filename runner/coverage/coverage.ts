import type { GcovFile } from './gcov.ts';

/** One line that has code. */
export interface CoveredLine {
  line: number;
  /** Function that it belongs to, of the innermost lines. */
  function: string | undefined;
  count: number;
  /** How often each way out of its conditions was taken. */
  branches: number[];
  /** Is it part of a WARN_ON() and its kind, which only a bug of the kernel makes true? */
  warns?: boolean;
}

/** One function that has code. */
export interface CoveredFunction {
  name: string;
  /** Line where it begins. */
  line: number;
  /** How often it was called. */
  count: number;
}

/** One source file. */
export interface CoveredFile {
  /** Path in the tree, e.g. `security/landlock/fs.c`. */
  path: string;
  lines: CoveredLine[];
  functions: CoveredFunction[];
}

/** Sums over lines. */
export interface Figures {
  lines: number;
  linesRun: number;
  branches: number;
  branchesTaken: number;
}

/**
 * Merge what gcov said of each object into one view of the source. What a header has in several objects counts once: run when any of them ran it.
 *
 * @param files from gcov
 * @param directories of the tree that are of interest
 */
export function mergeFiles(files: readonly GcovFile[], directories: readonly string[]): CoveredFile[] {
  const byPath = new Map<string, { merged: Map<number, CoveredLine>; called: Map<string, CoveredFunction> }>();
  for (const { file, lines, functions } of files) {
    const path = pathIn(file, directories);
    if (!path) continue;
    const { merged, called } = byPath.get(path) ?? { merged: new Map(), called: new Map() };
    byPath.set(path, { merged, called });
    for (const { name, start_line: line, execution_count: count } of functions)
      called.set(name, { name, line, count: (called.get(name)?.count ?? 0) + count });
    for (const { line_number: line, count, function_name, branches } of lines) {
      const before = merged.get(line);
      merged.set(line, {
        line,
        function: before?.function || function_name || functionAt(functions, line),
        count: (before?.count ?? 0) + count,
        branches: added(
          before?.branches ?? [],
          branches.filter((branch) => !branch.throw).map((branch) => branch.count),
        ),
      });
    }
  }
  return [...byPath]
    .map(([path, { merged, called }]) => ({
      path,
      lines: [...merged.values()].sort((a, b) => a.line - b.line),
      functions: [...called.values()].sort((a, b) => a.line - b.line),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** gcov leaves the name out where a line is in several functions: copies that were inlined. */
function functionAt(functions: GcovFile['functions'], line: number): string | undefined {
  return functions.find(({ start_line, end_line }) => start_line <= line && line <= end_line)?.name;
}

function pathIn(file: string, directories: readonly string[]): string | undefined {
  for (const directory of directories) {
    const at = `/${file}`.indexOf(`/${directory}/`);
    if (at >= 0) return file.slice(at);
  }
  return undefined;
}

function added(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => (a[index] ?? 0) + (b[index] ?? 0));
}

/**
 * Mark the lines of assertions.
 *
 * @param source text of a file by its path
 */
export async function markAssertions(
  files: readonly CoveredFile[],
  source: (path: string) => Promise<string>,
): Promise<CoveredFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const asserting = assertionLines(await source(file.path));
      const lines = file.lines.map((line) => (asserting.has(line.line) ? { ...line, warns: true } : line));
      return { ...file, lines };
    }),
  );
}

/**
 * Name the function of lines for which gcov has no name: those of functions that were inlined before they were counted.
 *
 * @param source text of a file by its path
 */
export async function nameFunctions(
  files: readonly CoveredFile[],
  source: (path: string) => Promise<string>,
): Promise<CoveredFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const text = (await source(file.path)).split('\n');
      const named = (line: CoveredLine) => ({ ...line, function: line.function ?? definitionAbove(text, line.line) });
      return { ...file, lines: file.lines.map(named) };
    }),
  );
}

/** In kernel style only a definition has a name and a parenthesis in a line that is not indented. */
function definitionAbove(text: readonly string[], line: number): string | undefined {
  for (let at = line - 1; at >= 0; at--) {
    const name = /^(?=[A-Za-z_])[\w\s*]*?\b(\w+)\(/.exec(text[at] ?? '')?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Lines of a source that belong to a WARN_ON(), WARN_ON_ONCE() or WARN_ONCE(), from 1. */
export function assertionLines(text: string): Set<number> {
  const found = new Set<number>();
  for (const match of text.matchAll(/\bWARN_(ON_ONCE|ON|ONCE)\(/g)) {
    let depth = 0;
    let end = match.index;
    do {
      if (text[end] === '(') depth++;
      if (text[end] === ')') depth--;
      end++;
    } while (end < text.length && (depth > 0 || end <= match.index + match[0].length));
    const first = text.slice(0, match.index).split('\n').length;
    const last = text.slice(0, end).split('\n').length;
    for (let line = first; line <= last; line++) found.add(line);
  }
  return found;
}

/** The files without the branches of assertions. */
export function withoutAssertions(files: readonly CoveredFile[]): CoveredFile[] {
  return files.map((file) => ({
    ...file,
    lines: file.lines.map((line) => (line.warns ? { ...line, branches: [] } : line)),
  }));
}

/** Count lines and branches. */
export function figuresOf(files: readonly CoveredFile[]): Figures {
  const lines = files.flatMap((file) => file.lines);
  const branches = lines.flatMap((line) => line.branches);
  return {
    lines: lines.length,
    linesRun: lines.filter(({ count }) => count > 0).length,
    branches: branches.length,
    branchesTaken: branches.filter((count) => count > 0).length,
  };
}

/** What stays uncovered of one function. */
export interface Gap {
  path: string;
  function: string;
  /** First and last line of stretches that never ran. */
  lines: [number, number][];
  /** Lines that ran, with ways out that were never taken: how many of how many. */
  branches: { line: number; missing: number; of: number }[];
}

/** Gaps by function, in the order of the source. */
export function gapsOf(files: readonly CoveredFile[]): Gap[] {
  return files.flatMap(({ path, lines }) => {
    const gaps = new Map<string, Gap>();
    let previous: CoveredLine | undefined;
    for (const line of lines) {
      const name = line.function ?? '-';
      const gap = gaps.get(name) ?? { path, function: name, lines: [], branches: [] };
      const missing = line.branches.filter((count) => count === 0).length;
      if (line.count === 0) {
        // Lines without code in between do not end a stretch.
        const last = gap.lines.at(-1);
        if (last && previous && last[1] === previous.line) last[1] = line.line;
        else gap.lines.push([line.line, line.line]);
      } else if (missing > 0) gap.branches.push({ line: line.line, missing, of: line.branches.length });
      if (gap.lines.length + gap.branches.length > 0) gaps.set(name, gap);
      previous = line;
    }
    return [...gaps.values()];
  });
}
