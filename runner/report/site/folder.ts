/** The folder that a site is written to, which may hold what is somebody else's. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../vm/errors.ts';
import { cannotWrite } from '../../results/write.ts';

/** Folder of the data, within that of the site. */
const DATA = 'data';

/** Every page of a site has it, and hardly any other file. */
const MARK = '<title>kconform</title>';

/**
 * Write the files of a site, in place of those of an earlier one.
 *
 * @param files content by name; names may be in `data/`
 * @throws {UserError} when something that is not of a site is in the way
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  const names = new Set([...files.keys()].map((name) => name.split('/')[0]!));
  const inTheWay = [...names].filter((name) => existsSync(join(folder, name)));
  if (inTheWay.length > 0 && !isSite(folder)) {
    throw new UserError(`${join(folder, inTheWay[0]!)} is there, and not of a report`, {
      hint: 'choose another folder',
    });
  }
  try {
    rmSync(join(folder, DATA), { recursive: true, force: true });
    mkdirSync(join(folder, DATA), { recursive: true });
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

function isSite(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'index.html'), 'utf8').includes(MARK);
  } catch {
    return false;
  }
}
