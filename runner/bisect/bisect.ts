/** Drives `git bisect` in a clone: asks of each commit that git chooses, and tells git the answer. */
import { UserError } from '../../vm/errors.ts';
import { git, tryGit } from './git.ts';

/** What a commit is found to be; skip: it cannot be told. */
export type Answer = 'good' | 'bad' | 'skip';

/** One commit that was asked. */
export interface BisectStep {
  commit: string;
  answer: Answer;
  /** Why, in a few words. */
  why: string;
}

/** What to bisect. */
export interface BisectRequest {
  /** A clone that is checked out at will. */
  clone: string;
  good: string;
  bad: string;
  /** Looks at the commit that is checked out. */
  ask(commit: string): Promise<Omit<BisectStep, 'commit'>>;
  /** Told before each commit what git says of what is left: `6 revisions left to test after this (roughly 3 steps)`. */
  onStep?: ((commit: string, left: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** The first bad commit, or those among which it is when commits had to be skipped. */
export interface BisectResult {
  candidates: string[];
  steps: BisectStep[];
}

/**
 * Find the first bad commit.
 *
 * @throws UserError when git cannot, such as when good does not come before bad
 */
export async function bisect({ clone, good, bad, ask, onStep, signal }: BisectRequest): Promise<BisectResult> {
  const steps: BisectStep[] = [];
  let said = await git(clone, ['bisect', 'start', bad, good], signal);
  for (;;) {
    const found = candidatesIn(said);
    if (found !== undefined) return { candidates: found, steps };
    const commit = (await git(clone, ['rev-parse', 'HEAD'], signal)).trim();
    if (steps.some((step) => step.commit === commit)) throw new UserError(`git bisect does not go on: ${said.trim()}`);
    onStep?.(commit, /^Bisecting: (.*)$/m.exec(said)?.[1] ?? '');
    const step = { commit, ...(await ask(commit)) };
    steps.push(step);
    const { status, stdout, stderr } = await tryGit(clone, ['bisect', step.answer], signal);
    // 2: only skipped ones are left, which it lists.
    if (status !== 0 && status !== 2)
      throw new UserError(`git bisect ${step.answer} failed: ${(stderr || stdout).trim()}`);
    said = stdout;
  }
}

/** What git says at the end; undefined before it. */
export function candidatesIn(said: string): string[] | undefined {
  const [, first] = /^([0-9a-f]{40,64}) is the first '?bad'? commit/m.exec(said) ?? [];
  if (first !== undefined) return [first];
  if (!/only 'skip'ped commits left/.test(said)) return undefined;
  return [...said.matchAll(/^([0-9a-f]{40,64})$/gm)].map(([commit]) => commit);
}
