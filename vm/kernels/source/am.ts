import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../../errors.ts';
import type { Store } from '../../store/index.ts';
import { runTool } from '../apt/run.ts';
import { rejectsInWords } from './rejects.ts';
import { copyIfThere, type Patch, pathsOf } from './series.ts';

/** A patch that was applied. */
export interface AppliedPatch {
  /** Its subject, as git has it. */
  name: string;
  /** Files that are not as in the base after it, with their contents; undefined for one that is removed. */
  changes: Map<string, string | undefined>;
  /** Paths that this patch changes. */
  paths: string[];
  /** Whether it took a three-way merge. */
  merged: boolean;
}

/** What became of a series. */
export interface Applied {
  patches: AppliedPatch[];
  /** The patch that does not apply, and why, in git's words; nothing after it was tried. */
  refused?: { number: number; name: string; reason: string };
}

/** How to apply. */
export interface AmOptions {
  store: Store;
  /** Directories of git objects, where three-way merges look for the contents that a patch was made for. */
  objects?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Apply a series as `git am --3way` does, in a repository of our own that holds the files which the series names. The base is only read.
 *
 * @param base top of a source
 * @throws UserError when a patch names a file outside of the tree; InfrastructureError when git itself does not work
 */
export function amSeries(base: string, patches: readonly Patch[], options: AmOptions): Promise<Applied> {
  const { store, objects = [], signal } = options;
  const paths = [...new Set(patches.flatMap(({ text }) => pathsOf(text)))];
  return store.scratch('am', async (scratch) => {
    const tree = join(scratch, 'tree');
    const run = gitIn(tree, signal);
    await mkdir(tree);
    await run.strictly('init', '--quiet');
    await writeFile(join(tree, '.git/objects/info/alternates'), objects.map((path) => `${path}\n`).join(''));
    for (const path of paths) await copyIfThere(join(base, path), join(tree, path));
    // Whatever the tree's .gitignore says, which may be among the files.
    await run.strictly('add', '--all', '--force');
    await run.strictly('commit', '--quiet', '--allow-empty', '--message', 'base');
    await run.strictly('tag', 'base');
    const applied: AppliedPatch[] = [];
    for (const [index, patch] of patches.entries()) {
      const mail = join(scratch, `${index + 1}.patch`);
      await writeFile(mail, asMail(patch));
      const { status, stdout, stderr } = await run('am', '--3way', '--keep-non-patch', '--whitespace=nowarn', mail);
      if (status !== 0) {
        const refused = {
          number: index + 1,
          name: patch.name.replace(/^\[[^\]]*PATCH[^\]]*\]\s*/, ''),
          reason: await reasonOf(run, mail, `${stderr}\n${stdout}`),
        };
        return { patches: applied, refused };
      }
      applied.push({
        name: (await run.strictly('log', '-1', '--format=%s')).trim(),
        paths: await changedPaths(run, 'HEAD^'),
        changes: await contentsOf(tree, await changedPaths(run, 'base')),
        merged: /3-way merge/.test(stdout + stderr),
      });
    }
    return { patches: applied };
  });
}

type Git = ReturnType<typeof gitIn>;

/** Git as it is without anybody's settings: a signature or a hook of the user has no place here. */
function gitIn(directory: string, signal: AbortSignal | undefined) {
  const environment = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const settings = ['-c', 'user.name=kconform', '-c', 'user.email=kconform@localhost', '-c', 'gc.auto=0'];
  const run = (...args: string[]) => runTool('git', ['-C', directory, ...settings, ...args], { environment, signal });
  const strictly = async (...args: string[]) => {
    const { status, stdout, stderr } = await run(...args);
    if (status === 0) return stdout;
    throw new InfrastructureError(`git ${args[0]} failed in ${directory}: ${(stderr || stdout).trim()}`);
  };
  return Object.assign(run, { strictly });
}

async function changedPaths(run: Git, since: string): Promise<string[]> {
  const listed = await run.strictly('diff', '--name-only', '--no-renames', '-z', since, 'HEAD');
  return listed.split('\0').filter((path) => path !== '');
}

async function contentsOf(tree: string, paths: readonly string[]): Promise<Map<string, string | undefined>> {
  const contents = paths.map(
    async (path): Promise<[string, string | undefined]> => [
      path,
      await readFile(join(tree, path), 'utf8').catch(() => undefined),
    ],
  );
  return new Map(await Promise.all(contents));
}

/** `git am` takes mails; a bare diff becomes one. */
function asMail({ name, text }: Patch): string {
  if (/^(From |[A-Za-z-]+: )/.test(text)) return text;
  return `From: nobody <nobody@localhost>\nDate: Thu, 1 Jan 1970 00:00:00 +0000\nSubject: ${name}\n\n---\n${text}`;
}

/** How much of a conflict is worth reading. */
const MOST = 24;

/** What git says of a patch that it does not take: the conflict, or the hunks that do not apply. */
async function reasonOf(run: Git, mail: string, said: string): Promise<string> {
  const conflicts = said.split('\n').filter((line) => line.startsWith('CONFLICT'));
  if (conflicts.length > 0) {
    const lines = (await run('diff')).stdout.trimEnd().split('\n');
    const more = lines.length > MOST ? [`… ${lines.length - MOST} more lines`] : [];
    return [...conflicts, ...lines.slice(0, MOST), ...more].join('\n');
  }
  // Of an attempt that was to be followed by a merge, git am does not say why it failed.
  if ((await run('apply', '--reverse', '--check', mail)).status === 0) return 'the base has this change already';
  const { stderr } = await run('apply', '--reject', '--verbose', mail);
  const merging = said.split('\n').flatMap((line) => /^(?:error|fatal): (.*)$/.exec(line)?.[1] ?? []);
  const lines = [rejectsInWords(stderr), ...merging].filter((line) => line !== '');
  return [...new Set(lines)].join('\n') || said.trim();
}
