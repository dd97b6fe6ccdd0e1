import { copyFile, glob, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where counters were built in. */
export interface Profiled {
  tree: string;
  objects: string;
  directories: readonly string[];
}

/**
 * Copy what gcov needs later: the notes that the compiler left, and the source that they are about. The objects go on to other builds.
 *
 * @param target directory to make; it has `notes` and `source`
 */
export async function keepNotes({ tree, objects, directories }: Profiled, target: string): Promise<void> {
  for (const directory of directories) {
    await copyMatching(join(directory, '**/*.gcno'), objects, join(target, 'notes'));
    await copyMatching(join(directory, '**/*.[ch]'), tree, join(target, 'source'));
  }
}

async function copyMatching(pattern: string, from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for await (const path of glob(pattern, { cwd: from })) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(from, path), join(to, path));
  }
}
