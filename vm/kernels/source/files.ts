import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { runTool } from '../apt/run.ts';

/**
 * Debian's source packages ignore everything at the top, for the sake of their own repository: what is given here outweighs the tree's .gitignore, and so has to
 * name what a build leaves there.
 */
const AT_THE_TOP = [
  '!/*',
  ...[
    '.config*',
    '.*.cmd',
    '.tmp_*',
    '.version',
    '.vmlinux*',
    '.missing-syscalls.d',
    'vmlinux*',
    'System.map',
    'Module.symvers',
    'modules*',
    '*.o',
    '*.a',
    '*.order',
    '*.tar*',
    '*.deb',
  ].map((name) => `/${name}`),
].map((pattern) => `--exclude=${pattern}`);

/**
 * The files of a tree that are source: those that git tracks, and those that it does not ignore. A tarball has the same .gitignore files, so what was built in it
 * is told apart, too.
 *
 * @param scratch directory for an empty repository of our own, for a tree that is none
 * @throws UserError without git, or when it refuses the tree
 */
export async function sourceFiles(directory: string, scratch: string, signal?: AbortSignal): Promise<string[]> {
  const top = await git(['-C', directory, 'rev-parse', '--show-toplevel'], signal);
  // A tarball may lie in somebody's repository, which may ignore it.
  const isRepository = top.status === 0 && (await realpath(top.stdout.trim())) === directory;
  if (!isRepository) await ownRepository(scratch, signal);
  const where = isRepository
    ? ['-C', directory]
    : ['-C', directory, '--git-dir', join(scratch, 'git'), '--work-tree', directory];
  const which = isRepository ? ['--cached', '--others'] : ['--others', ...AT_THE_TOP];
  const listed = await git([...where, 'ls-files', '-z', ...which, '--exclude-standard'], signal);
  if (listed.status !== 0) throw new UserError(`git does not list the files of ${directory}: ${listed.stderr.trim()}`);
  const files = [...new Set(listed.stdout.split('\0'))].filter(
    (path) => path !== '' && !/(^|\/)\.git(\/|$)/.test(path),
  );
  if (files.length === 0) throw new UserError(`${directory} has no files that git does not ignore`);
  return files.sort();
}

async function ownRepository(scratch: string, signal?: AbortSignal): Promise<void> {
  await mkdir(scratch, { recursive: true });
  const made = await git(['init', '--quiet', '--bare', join(scratch, 'git')], signal);
  if (made.status !== 0) throw new UserError(`git init failed: ${made.stderr.trim()}`);
}

/** Git, without anything that writes to the repository: not even its index is refreshed, and no monitor is started. */
async function git(args: string[], signal?: AbortSignal) {
  const settings = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];
  const ran = await runTool('git', [...settings, ...args], { signal }).catch((error: Error) => {
    if (/not installed/.test(error.message))
      throw new UserError('git is not installed', { hint: 'as root: apt-get install git' });
    throw error;
  });
  return ran;
}
