/** Which of the lines that a series adds did anything execute? */
import type { Patch } from '../../vm/kernels/source/series.ts';
import type { Store } from '../../vm/store/index.ts';
import type { CoveredFile, CoveredLine } from './coverage.ts';
import { SeriesHistory } from './history.ts';

/** What one patch adds to one file that counts. Lines are those of the source after the whole series. */
export interface PatchedFile {
  path: string;
  /** Lines that are still there after the last patch, with comments and declarations. */
  added: number;
  /** Their numbers. */
  numbers: number[];
  /** Those of them that have code, and ran. */
  ran: CoveredLine[];
  /** Those that have code, and did not. */
  missed: CoveredLine[];
}

/** What ran of one patch. */
export interface PatchCoverage {
  /** Subject of the patch. */
  patch: string;
  files: PatchedFile[];
  /** Files of which nothing is counted: outside of the directories that count, or without code in this configuration. */
  uncounted: { path: string; added: number }[];
}

/** A kernel that was built with a series, and what ran of it. */
export interface PatchedKernel {
  /** Top of the source that it was built from: `gcov/source` beside the kernel. */
  source: string;
  /** Directories that count, such as `security/landlock`. */
  directories: readonly string[];
  covered: readonly CoveredFile[];
}

/**
 * Tell patch by patch which added lines ran. A line that a later patch changes again is that one's.
 *
 * @param patches in their order, from `readSeries()`
 * @throws UserError when the kernel was built without one of them
 */
export function patchCoverage(
  patches: readonly Patch[],
  { source, directories, covered }: PatchedKernel,
  store: Store,
): Promise<PatchCoverage[]> {
  return store.scratch('series-history', async (scratch) => {
    const history = await SeriesHistory.of(scratch, source, directories, patches);
    const counted = new Map(covered.map((file) => [file.path, file]));
    const files: PatchedFile[][] = patches.map(() => []);
    for (const path of await history.changed()) {
      const file = counted.get(path);
      if (!file) continue;
      const origins = await history.origins(path);
      for (const index of patches.keys()) {
        const numbers = [...origins].filter(([, patch]) => patch === index).map(([line]) => line);
        if (numbers.length === 0) continue;
        const lines = file.lines.filter(({ line }) => origins.get(line) === index);
        const [ran, missed] = [lines.filter(({ count }) => count > 0), lines.filter(({ count }) => count === 0)];
        files[index]!.push({ path, added: numbers.length, numbers, ran, missed });
      }
    }
    return Promise.all(
      patches.map(async ({ name }, index) => {
        const uncounted = [...(await history.added(index))].filter(([path, added]) => added > 0 && !counted.has(path));
        return { patch: name, files: files[index]!, uncounted: uncounted.map(([path, added]) => ({ path, added })) };
      }),
    );
  });
}

/** Sums over patches. */
export function patchFigures(patches: readonly PatchCoverage[]): { added: number; code: number; ran: number } {
  const files = patches.flatMap((patch) => patch.files);
  const sum = (of: (file: PatchedFile) => number) => files.reduce((total, file) => total + of(file), 0);
  return {
    added: sum(({ added }) => added),
    code: sum(({ ran, missed }) => ran.length + missed.length),
    ran: sum(({ ran }) => ran.length),
  };
}
