import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Step, Verdict } from '../results/schema.ts';
import { answerOf, differenceOfEnds } from './answers.ts';
import { type Answer, bisect } from './bisect.ts';
import { commitOf, describeCommit, git, repositoryAt } from './git.ts';

let repository: string;
let clone: string;
let commits: string[];
const removed: string[] = [];

const run = (...args: string[]) =>
  execa('git', ['-C', repository, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args]);

/** Ten commits; the file says which. */
beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), 'kconform-bisect-'));
  removed.push(repository);
  await run('init', '--quiet', '--initial-branch=main');
  commits = [];
  for (let number = 0; number < 10; number++) {
    await writeFile(join(repository, 'file'), `${number}\n`);
    await run('add', 'file');
    await run('commit', '--quiet', '--message', `change ${number}`);
    commits.push((await run('rev-parse', 'HEAD')).stdout);
  }
  return () => Promise.all(removed.map((path) => rm(path, { recursive: true, force: true })));
});

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'kconform-clone-'));
  onTestFinished(() => rm(clone, { recursive: true, force: true }));
  await git(clone, ['clone', '--quiet', '--shared', '--no-checkout', repository, '.']);
});

/** Bisect from the first to the last, asking the file. */
const search = (answer: (number: number) => Answer) =>
  bisect({
    clone,
    good: commits[0]!,
    bad: commits[9]!,
    ask: async () => ({ answer: answer(Number(await readFile(join(clone, 'file'), 'utf8'))), why: '' }),
  });

test.for([1, 5, 9])('the first bad commit is number %i', async (first) => {
  const { candidates, steps } = await search((number) => (number >= first ? 'bad' : 'good'));
  expect(candidates).toEqual([commits[first]]);
  expect(steps.length).toBeLessThanOrEqual(4);
  expect(await describeCommit(clone, candidates[0]!)).toBe(`${commits[first]!.slice(0, 12)} ("change ${first}")`);
});

test('where commits cannot be asked, it is one of these', async () => {
  const { candidates, steps } = await search((number) =>
    number >= 3 && number <= 6 ? 'skip' : number >= 5 ? 'bad' : 'good',
  );
  expect(candidates.sort()).toEqual([3, 4, 5, 6, 7].map((number) => commits[number]!).sort());
  expect(steps.some(({ answer }) => answer === 'skip')).toBe(true);
});

test('the repository of the user is as it was', async () => {
  const everything = async () => {
    const names = await readdir(repository, { recursive: true });
    return Promise.all(names.sort().map(async (name) => `${name} ${(await stat(join(repository, name))).mtimeMs}`));
  };
  const before = await everything();
  await repositoryAt(repository);
  await commitOf(repository, 'HEAD~3');
  await search((number) => (number >= 4 ? 'bad' : 'good'));
  expect(await everything()).toEqual(before);
});

test('what git does not take is told', async () => {
  const ask = async () => ({ answer: 'good' as const, why: '' });
  await expect(bisect({ clone, good: commits[9]!, bad: commits[0]!, ask })).rejects.toMatchObject({ exitStatus: 2 });
  await expect(commitOf(repository, 'v9.9')).rejects.toThrow(`there is no commit v9.9 in ${repository}`);
  await expect(repositoryAt(tmpdir())).rejects.toThrow('is not the top of a git checkout');
});

test('a commit answers as the good one, as the bad one, or cannot be told', () => {
  const standing = (verdict: Verdict['verdict'], observed: string, expected = observed) => {
    const step: Step = {
      arm: 'test',
      id: 0,
      actor: 'main',
      words: 'kill()',
      role: 'check',
      expected,
      observed,
      ok: verdict === 'pass',
    };
    return {
      verdict: { kernel: 'k', scenario: 's', verdict, reason: '', steps: [step], ms: 1 },
      times: 1,
      failures: 0,
    };
  };
  const good = standing('pass', 'EPERM');
  const bad = standing('mismatch', 'success', 'EPERM');
  const other = standing('mismatch', 'EINVAL', 'EPERM');
  const is = (...[one, ends]: Parameters<typeof answerOf>) => answerOf(one, ends).answer;
  expect(differenceOfEnds({ good, bad })?.what).toBe('pass → mismatch, kill: EPERM → success');
  expect(differenceOfEnds({ good, bad: standing('pass', 'EPERM', 'EPERM or EACCES') })).toBeUndefined();
  expect([good, bad, other].map((one) => is(one, { good, bad }))).toEqual(['good', 'bad', 'bad']);
  expect(is(standing('unsupported', 'EPERM'), { good, bad })).toBe('skip');
  // Both pass, and differ in an errno: a third errno tells nothing.
  const ends = { good, bad: standing('pass', 'success') };
  expect(
    [standing('pass', 'EPERM'), standing('pass', 'success'), standing('pass', 'EINVAL')].map((one) => is(one, ends)),
  ).toEqual(['good', 'bad', 'skip']);
});
