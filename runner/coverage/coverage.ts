import type { GcovFile } from './gcov.ts';

/** One line that has code. */
export interface CoveredLine {
  line: number;
  /** Function that it belongs to, of the innermost lines. */
  function: string | undefined;
  count: number;
  /** How often each way out of its conditions was taken. */
  branches: number[];
}

/** One source file. */
export interface CoveredFile {
  /** Path in the tree, e.g. `security/landlock/fs.c`. */
  path: string;
  lines: CoveredLine[];
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
  const byPath = new Map<string, Map<number, CoveredLine>>();
  for (const { file, lines } of files) {
    const path = pathIn(file, directories);
    if (!path) continue;
    const merged = byPath.get(path) ?? new Map<number, CoveredLine>();
    byPath.set(path, merged);
    for (const { line_number: line, count, function_name, branches } of lines) {
      const before = merged.get(line);
      merged.set(line, {
        line,
        function: before?.function ?? function_name,
        count: (before?.count ?? 0) + count,
        branches: added(
          before?.branches ?? [],
          branches.filter((branch) => !branch.throw).map((branch) => branch.count),
        ),
      });
    }
  }
  return [...byPath]
    .map(([path, lines]) => ({ path, lines: [...lines.values()].sort((a, b) => a.line - b.line) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
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
