import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const MARK = 'kconform-building';

/**
 * Keeps a killed build from being taken for whole: make looks at times only, and would not make a half-written file again.
 *
 * @param objects directory of the objects
 * @param build runs make there
 */
export async function guardedBuild<T>(objects: string, build: () => Promise<T>): Promise<T> {
  const mark = join(objects, MARK);
  const begun = await timeOf(mark);
  if (begun !== undefined) await removeUnfinished(objects, begun);
  await writeFile(mark, '');
  const made = await build();
  await rm(mark);
  return made;
}

/** Nanoseconds before the end of a build: a file that was being written then was written to since, a command file or any other. */
const MINUTE = 60_000_000_000n;
const COMMAND = MINUTE;
const OTHER = 10n * MINUTE;

/**
 * Remove what a build may have left half written.
 *
 * kbuild writes `.NAME.cmd` once the command for NAME is through: a file that is younger than its `.cmd` is not whole. The last of the `.cmd` files need not be whole
 * themselves. Of files that never have one, such as tables that a program prints, the last ones go.
 *
 * @param begun when the build began, in nanoseconds: what is older was whole before it
 * @returns paths of what was removed
 */
export async function removeUnfinished(objects: string, begun: bigint): Promise<string[]> {
  const times = new Map<string, bigint>();
  for (const entry of await readdir(objects, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || isRecord(relative(objects, path))) continue;
    const time = await timeOf(path);
    if (time !== undefined) times.set(path, time);
  }
  const end = [...times.values()].reduce((latest, time) => (time > latest ? time : latest), 0n);
  const isUnfinished = ([path, made]: [string, bigint]) => {
    if (made < begun) return false;
    if (path.endsWith('.cmd')) return made > end - COMMAND;
    const command = times.get(path.replace(/[^/]*$/, '.$&.cmd'));
    return command === undefined ? made > end - OTHER : command < made;
  };
  const removed = [...times].filter(isUnfinished).map(([path]) => path);
  for (const path of removed) await rm(path, { force: true });
  return removed;
}

/** What is written aside and renamed, is ours, or is not made by make's rules. Without it, everything would be made again. */
function isRecord(path: string): boolean {
  return (
    /(^|\/)(include\/config|generated)\//.test(path) || /^(\.config.*|Makefile|\.gitignore|kconform[-.].*)$/.test(path)
  );
}

function timeOf(path: string): Promise<bigint | undefined> {
  return stat(path, { bigint: true }).then(
    ({ mtimeNs }) => mtimeNs,
    () => undefined,
  );
}
