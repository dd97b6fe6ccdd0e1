/** What a series is put on: a source that Debian packages, a tree, or a commit. */
import { realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { debianSource, userTree } from '../../vm/kernels/source/index.ts';
import type { OnEvent } from '../../vm/kernels/types.ts';
import type { Store } from '../../vm/store/index.ts';
import { inClone } from '../bisect/clone.ts';
import { commitOf, describeCommit, git, repositoryAt, tryGit } from '../bisect/git.ts';
import { nameOf } from './series.ts';

/** A base as it was named. */
export type Base =
  | { kind: 'source'; name: string; series: string }
  | { kind: 'tree'; name: string; directory: string }
  | { kind: 'commit'; name: string; repository: string; commit: string };

/** A base that can be read and built. */
export interface OpenBase {
  /** In words: package and version, path, or commit with its subject. */
  words: string;
  /** Top of its source, which is only read. */
  directory: string;
  /** Directory of git objects, of a git checkout. */
  objects: string | undefined;
  /** What is to be built. */
  from: { source: string } | { tree: string };
}

/**
 * Find out what a word means: a series of Debian's sources (`7.3`), a directory, or a commit of the git checkout `tree`.
 *
 * @throws UserError when it is none of these
 */
export async function parseBase(word: string, tree: string): Promise<Base> {
  if (/^\d+\.\d+$/.test(word)) return { kind: 'source', name: word, series: word };
  const info = await stat(word).catch(() => undefined);
  if (info?.isDirectory()) {
    const { directory } = await userTree(word);
    return { kind: 'tree', name: nameOf(basename(directory)), directory };
  }
  const repository = await repositoryAt(tree).catch(() => undefined);
  const commit = repository && (await commitOf(repository, word).catch(() => undefined));
  if (repository && commit) return { kind: 'commit', name: nameOf(word), repository, commit };
  const where = repository ? `a commit in ${repository}` : `a commit, for ${tree} is no git checkout`;
  throw new UserError(`--base ${word} is neither a directory nor ${where}`, {
    hint: 'a base is a series that Debian packages (7.3), a directory, or a commit of --tree DIR',
  });
}

/** How to open a base. */
export interface OpenOptions {
  store: Store;
  signal?: AbortSignal | undefined;
  onFetch?: OnEvent | undefined;
}

/** Work with a base. A commit is checked out in a clone of ours. */
export async function withBase<T>(base: Base, options: OpenOptions, work: (open: OpenBase) => Promise<T>): Promise<T> {
  const { store, signal, onFetch } = options;
  if (base.kind === 'source') {
    const { id, directory } = await debianSource(base.series, { store, signal, onEvent: onFetch });
    return work({ words: id, directory, objects: undefined, from: { source: base.series } });
  }
  if (base.kind === 'tree') {
    const { directory } = base;
    return work({ words: directory, directory, objects: await objectsOf(directory), from: { tree: directory } });
  }
  const { repository, commit } = base;
  const words = `commit ${await describeCommit(repository, commit)}`;
  const inCommit = async (clone: string) => {
    await git(clone, ['checkout', '--quiet', '--force', '--detach', commit], signal);
    return work({ words, directory: clone, objects: await objectsOf(repository), from: { tree: clone } });
  };
  return inClone(store, repository, inCommit, signal);
}

/** Where the objects of a git checkout are; undefined for a directory that is the top of none. */
export async function objectsOf(directory: string): Promise<string | undefined> {
  const said = await tryGit(directory, ['rev-parse', '--show-toplevel', '--git-common-dir']);
  const [top, common] = said.status === 0 ? said.stdout.trim().split('\n') : [];
  if (top === undefined || common === undefined || top !== (await realpath(directory))) return undefined;
  return join(resolve(directory, common), 'objects');
}
