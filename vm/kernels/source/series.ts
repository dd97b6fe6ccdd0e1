import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Store } from '../../store/index.ts';
import { runTool } from '../apt/run.ts';
import { mailsOf, subjectOf } from './mail.ts';
import { rejectsInWords } from './rejects.ts';

/** One patch of a series. */
export interface Patch {
  /** How it is told: its subject, or its file's name. */
  name: string;
  text: string;
}

/**
 * Read the patches of a series: files as `git format-patch` makes them, mailboxes (those of `b4` too), and directories of such files, in their order.
 *
 * @throws UserError when there are none
 */
export async function readSeries(paths: readonly string[], store: Store): Promise<Patch[]> {
  // A cover letter has no diff.
  const patches = (await readMails(paths, store)).filter(({ text }) => isPatch(text));
  if (patches.length === 0) throw new UserError(`there is no patch in ${paths.join(', ')}`);
  return patches;
}

/** The same with what is no patch: cover letters, and what else a mailbox has. */
export async function readMails(paths: readonly string[], store: Store): Promise<Patch[]> {
  return (await Promise.all(paths.map((path) => readPath(path, store)))).flat();
}

async function readPath(path: string, store: Store): Promise<Patch[]> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined)
    throw new UserError(`there is no series ${path}`, { hint: 'files of patches, mailboxes, or directories of these' });
  if (info.isDirectory()) {
    const names = (await readdir(path)).filter((name) => /\.(patch|diff|mbox|mbx|eml)$/.test(name)).sort();
    return (await Promise.all(names.map((name) => readPath(join(path, name), store)))).flat();
  }
  return (await mailsOf(path, store)).map((text) => ({ name: subjectOf(text) ?? basename(path), text }));
}

/** Whether a mail has a diff. */
export function isPatch(text: string): boolean {
  return /^(diff --git |--- (a\/|\/dev\/null))/m.test(text);
}

/**
 * What a series makes of a tree: the files that it changes, with their contents after the last patch. The tree is not touched.
 *
 * @returns contents by path; undefined for a file that is removed
 * @throws UserError that names the patch that does not apply, and why
 */
export function applySeries(
  tree: string,
  patches: readonly Patch[],
  store: Store,
): Promise<Map<string, string | undefined>> {
  return store.scratch('series', async (directory) => {
    const touched = new Set<string>();
    for (const [index, patch] of patches.entries()) {
      for (const path of pathsOf(patch.text)) {
        if (touched.has(path)) continue;
        touched.add(path);
        await copyIfThere(join(tree, path), join(directory, path));
      }
      await writeFile(join(directory, '.kconform.patch'), patch.text);
      await applyOne(directory, '.kconform.patch', `patch ${index + 1} of ${patches.length}, '${patch.name}'`);
    }
    const contents = [...touched].map(
      async (path): Promise<[string, string | undefined]> => [
        path,
        await readFile(join(directory, path), 'utf8').catch(() => undefined),
      ],
    );
    return new Map(await Promise.all(contents));
  });
}

/** As it is: with fuzz a hunk may go to another place that looks alike, and a three-way merge takes blobs that only the author's repository has. */
async function applyOne(directory: string, patch: string, name: string): Promise<void> {
  const apply = (...options: string[]) =>
    runTool('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn', ...options, patch], {
      cwd: directory,
      // Outside of any repository, whatever lies around the cache.
      environment: { GIT_CEILING_DIRECTORIES: dirname(directory) },
    });
  if ((await apply()).status === 0) return;
  const isThere = (await apply('--reverse', '--check')).status === 0;
  const { stderr } = await apply('--reject', '--verbose');
  throw new UserError(`${name} does not apply:\n${rejectsInWords(stderr).replaceAll(/^/gm, '  ')}`, {
    hint: isThere
      ? 'the tree has this change already'
      : 'patches apply as they are, without fuzz or merging: rebase the series onto this tree, or apply it to a branch of your own and name that with --tree',
  });
}

/** Every path that a patch names, old or new. @throws UserError for one outside of the tree */
export function pathsOf(text: string): string[] {
  const named = [...text.matchAll(/^(?:---|\+\+\+) [ab]\/([^\t\n]+)|^(?:rename|copy) (?:from|to) (.+)$/gm)];
  const binary = [...text.matchAll(/^diff --git a\/(\S+) b\/(\S+)$/gm)].flatMap(([, a, b]) => [a!, b!]);
  const paths = [...named.map(([, a, b]) => (a ?? b)!), ...binary];
  const bad = paths.find((path) => path.split('/').includes('..') || path.startsWith('/'));
  if (bad !== undefined) throw new UserError(`a patch names a file outside of the tree: ${bad}`);
  return [...new Set(paths)];
}

/** Copy a file, with its directories, unless there is none. */
export async function copyIfThere(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
