/** The series under review: a mailbox, a directory of patches, or a range of commits. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { isPatch, type Patch, readMails } from '../../vm/kernels/source/series.ts';
import type { Store } from '../../vm/store/index.ts';
import { commitOf, git, repositoryAt, tryGit } from '../bisect/git.ts';

/** What is to be reviewed. */
export interface Series {
  /** Subject of the cover letter or of the only patch, or else what was given. */
  title: string;
  /** A word for the names of its kernels. */
  name: string;
  patches: Patch[];
  /** Of a range: the repository, and the commit that it starts from, by the name that was given if that is it. */
  range?: { repository: string; start: string };
}

/** Where a series is looked for. */
export interface Where {
  /** Git checkout that a range is of. */
  tree: string;
  /** Name of the base: a directory with one of that name in it has a version of the series for each base. */
  base?: string | undefined;
  store: Store;
}

/**
 * Read a series.
 *
 * @param words files, mailboxes, directories, or one range of commits such as `v7.2..topic`
 * @throws UserError when there is no such thing, or no patch in it
 */
export async function readReviewed(words: readonly string[], { tree, base, store }: Where): Promise<Series> {
  const [first = ''] = words;
  if (words.length === 1 && !(await isThere(first)) && /[^.]\.\.[^.]/.test(first)) return readRange(first, tree, store);
  const paths = await Promise.all(words.map((word) => versionFor(base, word)));
  const mails = inOrder(await readMails(paths, store));
  const patches = mails.filter(({ text }) => isPatch(text));
  if (patches.length === 0) throw new UserError(`there is no patch in ${paths.join(', ')}`);
  const cover = mails.find(({ name }) => numberOf(name)?.number === 0);
  const named = cover ?? (patches.length === 1 ? patches[0]! : undefined);
  const title = named === undefined ? words.join(', ') : subject(named.name);
  return { title, name: nameOf(basename(first).replace(/\.(patch|diff|mbox|mbx|eml)$/, '')), patches };
}

/** `landlock: Fix it` of `[PATCH v2 1/3] landlock: Fix it`. */
export function subject(name: string): string {
  return name.replace(/^(?:\[[^\]]*\]\s*)*?\[[^\]]*(?:PATCH|RFC)[^\]]*\]\s*/, '');
}

/** A word of what may be part of the name of a kernel. */
export function nameOf(text: string): string {
  return text.replaceAll(/[^\w.+-]+/g, '-').replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, '') || 'series';
}

async function readRange(range: string, tree: string, store: Store): Promise<Series> {
  const repository = await repositoryAt(tree);
  const [from = '', to = ''] = range.split('..');
  const base = await tryGit(repository, ['merge-base', from, to]);
  if (base.status !== 0) {
    throw new UserError(`${range} is neither a file nor a range of commits in ${repository}: ${base.stderr.trim()}`, {
      hint: 'a series is a mailbox, a directory of patches, or a range such as v7.2..topic of --tree DIR',
    });
  }
  const commit = base.stdout.trim();
  const start = (await commitOf(repository, from)) === commit ? from : commit.slice(0, 12);
  // What the user's configuration says of patches is for mails to people.
  const format = ['--no-attach', '--no-cover-letter', '--no-signature', '--numbered', '--no-ext-diff', '--no-color'];
  const exact = ['--full-index', '--binary', '--src-prefix=a/', '--dst-prefix=b/'];
  return store.scratch('range', async (directory) => {
    await git(repository, ['format-patch', '--quiet', ...format, ...exact, '--output-directory', directory, range]);
    const patches = (await readMails([directory], store)).filter(({ text }) => isPatch(text));
    if (patches.length === 0) throw new UserError(`there is no commit in ${range} of ${repository}`);
    const title = patches.length === 1 ? subject(patches[0]!.name) : range;
    return { title, name: nameOf(basename(to)), patches, range: { repository, start } };
  });
}

/** A thread comes in any order; what it has of numbered patches and replies does not. */
function inOrder(mails: readonly Patch[]): Patch[] {
  const own = mails.filter(({ name }) => !/^\s*(re|aw|sv|fwd?):/i.test(name));
  const numbers = own.map(({ name }) => numberOf(name));
  const [total] = numbers;
  const distinct = new Set(numbers.map((one) => one?.number));
  if (distinct.size < own.length || numbers.some((one) => one === undefined || one.total !== total?.total)) return own;
  return own.toSorted((a, b) => numberOf(a.name)!.number - numberOf(b.name)!.number);
}

/** `{ number: 1, total: 3 }` of `[PATCH v2 1/3] …`. */
function numberOf(name: string): { number: number; total: number } | undefined {
  const [, number, total] = /^[^:]*?\[[^\]]*?\b(\d+)\/(\d+)\]/.exec(name) ?? [];
  return number === undefined ? undefined : { number: Number(number), total: Number(total) };
}

/** The directory of a series may have a directory for each base. */
async function versionFor(base: string | undefined, word: string): Promise<string> {
  if (base === undefined) return word;
  const path = join(word, base);
  return (await isThere(path)) ? path : word;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
