import { join } from 'node:path';
import type { CoveredFile, CoveredLine } from './coverage.ts';

/**
 * A tracefile, as geninfo(1) describes it, for genhtml(1) and whatever else reads these.
 *
 * @param source top of the source that was built; the paths in the tracefile are absolute
 */
export function renderLcov(files: readonly CoveredFile[], source: string): string {
  return files.map((file) => `${record(file, source).join('\n')}\n`).join('');
}

function record({ path, lines, functions }: CoveredFile, source: string): string[] {
  const branches = lines.flatMap(branchLines);
  const run = (counts: readonly { count: number }[]) => counts.filter(({ count }) => count > 0).length;
  return [
    'TN:',
    `SF:${join(source, path)}`,
    ...functions.map(({ name, line }) => `FN:${line},${name}`),
    ...functions.map(({ name, count }) => `FNDA:${count},${name}`),
    `FNF:${functions.length}`,
    `FNH:${run(functions)}`,
    ...branches,
    `BRF:${branches.length}`,
    `BRH:${branches.filter((line) => !/,[-0]$/.test(line)).length}`,
    ...lines.map(({ line, count }) => `DA:${line},${count}`),
    `LF:${lines.length}`,
    `LH:${run(lines)}`,
    'end_of_record',
  ];
}

/** Of a condition that was never evaluated, a tracefile says so. */
function branchLines({ line, count, branches }: CoveredLine): string[] {
  return branches.map((taken, index) => `BRDA:${line},0,${index},${count === 0 ? '-' : taken}`);
}
