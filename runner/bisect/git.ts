/** Git, in repositories of users and in clones of ours. */
import { realpath } from 'node:fs/promises';
import { UserError } from '../../vm/errors.ts';
import { runTool } from '../../vm/kernels/apt/run.ts';

/** Run git, and give back what it printed. @throws UserError with what it complained about */
export async function git(directory: string, args: string[], signal?: AbortSignal): Promise<string> {
  const { status, stdout, stderr } = await tryGit(directory, args, signal);
  if (status === 0) return stdout;
  throw new UserError(`git ${args[0]} failed in ${directory}: ${(stderr || stdout).trim()}`);
}

/** The same, for commands that may fail. */
export function tryGit(directory: string, args: string[], signal?: AbortSignal) {
  const settings = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'advice.detachedHead=false'];
  return runTool('git', ['-C', directory, ...settings, ...args], { signal });
}

/**
 * The repository that a directory is the top of.
 *
 * @throws UserError when it is none
 */
export async function repositoryAt(directory: string): Promise<string> {
  const { status, stdout } = await tryGit(directory, ['rev-parse', '--show-toplevel']);
  const top = status === 0 ? stdout.trim() : undefined;
  if (top !== undefined && top === (await realpath(directory))) return top;
  throw new UserError(`${directory} is not the top of a git checkout`, {
    hint: top === undefined ? 'bisect goes through the commits of one: --tree DIR' : `did you mean --tree ${top}?`,
  });
}

/** @throws UserError when there is no such commit */
export async function commitOf(repository: string, revision: string): Promise<string> {
  const { status, stdout } = await tryGit(repository, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (status === 0) return stdout.trim();
  throw new UserError(`there is no commit ${revision} in ${repository}`);
}

/** `0123456789ab ("subject")`, as in a Fixes: tag. */
export async function describeCommit(repository: string, commit: string): Promise<string> {
  return (await git(repository, ['log', '-1', '--abbrev=12', '--format=%h ("%s")', commit])).trim();
}
