/** Who reaches what: two suites compared by the lines that they execute, whatever their cases are called. */
import type { CoveredFile, CoveredLine } from './coverage.ts';

/** What one part of a suite reaches: a folder of scenarios, or a program of the selftests. */
export interface Part {
  name: string;
  files: readonly CoveredFile[];
}

/** Lines of a function that only one of two suites reaches, and by which of its parts. */
export interface Alone {
  /** First and last line of stretches; lines without code in between do not end one. */
  lines: [number, number][];
  parts: string[];
}

/** A function that the two do not reach alike. */
export interface FunctionReach {
  path: string;
  function: string;
  ours: Alone;
  theirs: Alone;
}

/** How many lines both reach, only one, or neither. */
export interface ReachFigures {
  both: number;
  ours: number;
  theirs: number;
  neither: number;
}

/**
 * Compare what two suites reach of the same kernel.
 *
 * @returns functions of which one reaches a line that the other does not, in the order of the source
 */
export function compareReach(ours: readonly Part[], theirs: readonly Part[]): FunctionReach[] {
  const sides = [reachedBy(ours), reachedBy(theirs)] as const;
  return linesOf([...ours, ...theirs]).flatMap(({ path, lines }) => {
    const functions = Map.groupBy(lines, (line) => line.function ?? '-');
    return [...functions.keys()].flatMap((name) => {
      const alone = (side: 0 | 1): Alone => {
        const parts = new Set<string>();
        const stretches: [number, number][] = [];
        let previous: boolean | undefined;
        for (const { line, function: owner } of lines) {
          if ((owner ?? '-') !== name) continue;
          const key = `${path}:${line}`;
          const mine = sides[side].get(key);
          const is = mine !== undefined && !sides[1 - side]!.has(key);
          if (is) for (const part of mine) parts.add(part);
          if (is && previous) stretches.at(-1)![1] = line;
          else if (is) stretches.push([line, line]);
          previous = is;
        }
        return { lines: stretches, parts: [...parts].sort() };
      };
      const found = { path, function: name, ours: alone(0), theirs: alone(1) };
      return found.ours.lines.length + found.theirs.lines.length > 0 ? [found] : [];
    });
  });
}

/** Count lines by who reaches them. */
export function reachFigures(ours: readonly Part[], theirs: readonly Part[]): ReachFigures {
  const [our, their] = [reachedBy(ours), reachedBy(theirs)];
  const figures: ReachFigures = { both: 0, ours: 0, theirs: 0, neither: 0 };
  for (const { path, lines } of linesOf([...ours, ...theirs])) {
    for (const { line } of lines) {
      const [a, b] = [our.has(`${path}:${line}`), their.has(`${path}:${line}`)];
      figures[a && b ? 'both' : a ? 'ours' : b ? 'theirs' : 'neither']++;
    }
  }
  return figures;
}

/** The parts of one suite put together: what any of them runs is run. */
export function wholeOf(parts: readonly Part[]): CoveredFile[] {
  const files = new Map<string, CoveredFile>();
  for (const file of parts.flatMap((part) => part.files)) {
    const before = files.get(file.path);
    files.set(
      file.path,
      before ? { ...before, lines: before.lines.map((line, at) => sum(line, file.lines[at])) } : file,
    );
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The same line, which every run of one kernel lists in the same place. */
function sum(a: CoveredLine, b: CoveredLine | undefined): CoveredLine {
  if (b?.line !== a.line) throw new Error(`line ${a.line} is not in all parts: they are of different kernels`);
  return { ...a, count: a.count + b.count, branches: a.branches.map((count, at) => count + (b.branches[at] ?? 0)) };
}

/** Names of the parts that reach a line, by `path:line`. */
function reachedBy(parts: readonly Part[]): Map<string, string[]> {
  const reached = new Map<string, string[]>();
  for (const { name, files } of parts) {
    for (const { path, lines } of files) {
      for (const { line, count } of lines) {
        if (count > 0) reached.set(`${path}:${line}`, [...(reached.get(`${path}:${line}`) ?? []), name]);
      }
    }
  }
  return reached;
}

/** Every line with code, once. */
function linesOf(parts: readonly Part[]): CoveredFile[] {
  const files = new Map(parts.flatMap((part) => part.files).map((file) => [file.path, file]));
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
