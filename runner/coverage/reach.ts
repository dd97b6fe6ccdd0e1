/** Who reaches what: two suites compared by what they execute, whatever their cases are called. */
import type { CoveredFile, CoveredLine } from './coverage.ts';

/** What one part of a suite reaches: a folder of scenarios, or a case of the selftests. */
export interface Part {
  name: string;
  files: readonly CoveredFile[];
}

/** What of a function only one of two suites reaches, and by which of its parts. */
export interface Alone {
  /** First and last line of stretches; lines without code in between do not end one. */
  lines: [number, number][];
  /** Lines that both run, with ways out that only this one takes: how many of how many. */
  branches: { line: number; missing: number; of: number }[];
  parts: string[];
}

/** A function that the two do not reach alike. */
export interface FunctionReach {
  path: string;
  function: string;
  ours: Alone;
  theirs: Alone;
}

/** How many lines, or ways out of conditions, both reach, only one, or neither. */
export interface ReachFigures {
  both: number;
  ours: number;
  theirs: number;
  neither: number;
}

/**
 * Compare what two suites reach of the same kernel.
 *
 * @returns functions of which one reaches something that the other does not, in the order of the source
 */
export function compareReach(ours: readonly Part[], theirs: readonly Part[]): FunctionReach[] {
  const sides = [reachedBy(ours), reachedBy(theirs)] as const;
  return linesOf([...ours, ...theirs]).flatMap(({ path, lines }) => {
    const functions = Map.groupBy(lines, (line) => line.function ?? '-');
    return [...functions].flatMap(([name, own]) => {
      const alone = (mine: Reached, other: Reached) => aloneIn(path, own, mine, other);
      const found = { path, function: name, ours: alone(sides[0], sides[1]), theirs: alone(sides[1], sides[0]) };
      return found.ours.parts.length + found.theirs.parts.length > 0 ? [found] : [];
    });
  });
}

/** What one side reaches of the lines of a function, and the other does not. */
function aloneIn(path: string, lines: readonly CoveredLine[], mine: Reached, other: Reached): Alone {
  const parts = new Set<string>();
  const found: Alone = { lines: [], branches: [], parts: [] };
  const isAlone = (key: string) => mine.has(key) && !other.has(key);
  const count = (key: string) => {
    for (const part of mine.get(key)!) parts.add(part);
  };
  let previous = false;
  for (const { line, branches } of lines) {
    const key = `${path}:${line}`;
    const is = isAlone(key);
    if (is) count(key);
    if (is && previous) found.lines.at(-1)![1] = line;
    else if (is) found.lines.push([line, line]);
    previous = is;
    if (is) continue;
    const ways = branches.map((_, way) => wayOf(key, way)).filter(isAlone);
    for (const way of ways) count(way);
    if (ways.length > 0) found.branches.push({ line, missing: ways.length, of: branches.length });
  }
  return { ...found, parts: [...parts].sort() };
}

/** Count lines by who reaches them. */
export function reachFigures(ours: readonly Part[], theirs: readonly Part[]): ReachFigures {
  return figuresOver(ours, theirs, (path, { line }) => [`${path}:${line}`]);
}

/** Count ways out of conditions by who takes them. */
export function wayFigures(ours: readonly Part[], theirs: readonly Part[]): ReachFigures {
  return figuresOver(ours, theirs, (path, { line, branches }) =>
    branches.map((_, way) => wayOf(`${path}:${line}`, way)),
  );
}

function figuresOver(
  ours: readonly Part[],
  theirs: readonly Part[],
  keysOf: (path: string, line: CoveredLine) => string[],
): ReachFigures {
  const [our, their] = [reachedBy(ours), reachedBy(theirs)];
  const figures: ReachFigures = { both: 0, ours: 0, theirs: 0, neither: 0 };
  for (const { path, lines } of linesOf([...ours, ...theirs])) {
    for (const key of lines.flatMap((line) => keysOf(path, line))) {
      const [a, b] = [our.has(key), their.has(key)];
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

/** Names of the parts that reach a line, `path:line`, or take a way out of one. */
type Reached = ReadonlyMap<string, readonly string[]>;

function wayOf(line: string, way: number): string {
  return `${line}/${way}`;
}

function reachedBy(parts: readonly Part[]): Reached {
  const reached = new Map<string, string[]>();
  const reaches = (key: string, name: string) => {
    const names = reached.get(key);
    if (names) names.push(name);
    else reached.set(key, [name]);
  };
  for (const { name, files } of parts) {
    for (const { path, lines } of files) {
      for (const { line, count, branches } of lines) {
        if (count > 0) reaches(`${path}:${line}`, name);
        for (const [way, taken] of branches.entries()) if (taken > 0) reaches(wayOf(`${path}:${line}`, way), name);
      }
    }
  }
  return reached;
}

/** Everything that parts reach together: lines, and ways out of them. */
export function keysReached(parts: readonly Part[]): Set<string> {
  return new Set(reachedBy(parts).keys());
}

/** Every line with code, once. */
function linesOf(parts: readonly Part[]): CoveredFile[] {
  const files = new Map(parts.flatMap((part) => part.files).map((file) => [file.path, file]));
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
