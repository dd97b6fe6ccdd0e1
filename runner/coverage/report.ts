import type { CoveredFile, Figures, Gap } from './coverage.ts';
import { figuresOf, gapsOf, withoutAssertions } from './coverage.ts';

/** A share in percent, with one decimal; never 100.0 when something is missing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '-';
  const tenths = Math.floor((part / whole) * 1000);
  return `${Math.floor(tenths / 10)}.${tenths % 10} %`;
}

/** The table of files, the sum last. */
export function renderFiles(files: readonly CoveredFile[]): string[][] {
  const row = (name: string, { lines, linesRun, branches, branchesTaken }: Figures) => [
    name,
    `${linesRun}/${lines}`,
    percent(linesRun, lines),
    `${branchesTaken}/${branches}`,
    percent(branchesTaken, branches),
  ];
  return [
    ['file', 'lines', '', 'branches', ''],
    ...files.map((file) => row(file.path, figuresOf([file]))),
    row('all', figuresOf(files)),
    row('all, without the branches of WARN_ON()', figuresOf(withoutAssertions(files))),
  ];
}

/** `12-15, 20`. */
export function stretches(lines: readonly [number, number][]): string {
  return lines.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}

/** `30 (1 of 4), 41`: how many ways out were not taken, where it is not one of two. */
export function branchList(branches: Gap['branches']): string {
  return branches
    .map(({ line, missing, of }) => (missing === 1 && of === 2 ? String(line) : `${line} (${missing} of ${of})`))
    .join(', ');
}

/** Stretches that never ran, as rows: where, and in which function. */
export function regionRows(files: readonly CoveredFile[]): string[][] {
  return gapsOf(files).flatMap(({ path, lines, function: name }) =>
    lines.map((stretch) => [`${path}:${stretches([stretch])}`, name]),
  );
}

/** Lines that ran with ways out that were never taken, as rows: where they begin, in which function, and all of them. */
export function wayRows(files: readonly CoveredFile[]): string[][] {
  return gapsOf(files)
    .filter(({ branches }) => branches.length > 0)
    .map(({ path, branches, function: name }) => [`${path}:${branches[0]!.line}`, name, branchList(branches)]);
}
