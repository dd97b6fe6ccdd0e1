import type { CoveredLine } from './coverage.ts';
import type { PatchCoverage, PatchedFile } from './patch.ts';
import { stretches } from './report.ts';

/** What to say of one patch. */
export interface PatchSection {
  /** Its subject, and how much of it ran. */
  title: string;
  /** Stretches of added lines: where they are in the result, in which function, and whether they ran. */
  rows: string[][];
  /** Files of which nothing is counted, in words. */
  uncounted: string[];
}

/** What ran of each patch, for people. */
export function patchSections(patches: readonly PatchCoverage[]): PatchSection[] {
  return patches.map(({ patch, files, uncounted }) => {
    const code = files.reduce((sum, { ran, missed }) => sum + ran.length + missed.length, 0);
    const ran = files.reduce((sum, file) => sum + file.ran.length, 0);
    return {
      title: `${patch}: ${code === 0 ? 'adds no code that is counted' : `${ran} of ${code} added lines of code ran`}`,
      rows: files.flatMap(rowsOf),
      uncounted: uncounted.map(({ path, added }) => `${path} (${added} added)`),
    };
  });
}

function rowsOf({ path, numbers, ran, missed }: PatchedFile): string[][] {
  const lines = [...ran, ...missed].sort((a, b) => a.line - b.line);
  const added = new Set(numbers);
  const groups: { first: CoveredLine; last: CoveredLine }[] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    const same = group && group.first.function === line.function && group.first.count > 0 === line.count > 0;
    // What lies between may be older, or another patch's.
    const connected = group && reaches(added, group.last.line, line.line);
    if (same && connected) group.last = line;
    else groups.push({ first: line, last: line });
  }
  return groups.map(({ first, last }) => [
    `${path}:${stretches([[first.line, last.line]])}`,
    first.function ?? '-',
    first.count > 0 ? 'ran' : 'never run',
  ]);
}

function reaches(added: ReadonlySet<number>, from: number, to: number): boolean {
  for (let line = from; line < to; line++) if (!added.has(line)) return false;
  return true;
}
