/** Finding the documents that a folder holds. */
import { globSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../vm/errors.ts';

/**
 * Documents and journals: files as they are named, of folders everything below them that is called like one.
 *
 * @throws UserError when a folder has none
 */
export function findDocuments(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    const found = globSync(['**/*.json', '**/*.journal.jsonl'], { cwd: path })
      .map((name) => join(path, name))
      // latest.json is a second name for one of them.
      .filter((file) => !lstatSync(file).isSymbolicLink())
      .sort();
    if (found.length === 0) throw new UserError(`there is no results document below ${path}`);
    return found;
  });
}
