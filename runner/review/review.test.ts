import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { Store } from '../../vm/store/index.ts';
import { renderReview } from '../report/review/text.ts';
import { type Finding, type Findings, findingsOf } from './findings.ts';
import { type BaseReview, type Means, reviewBase } from './review.ts';
import { type Commit, fakeMeans, patchesOf } from './testing/fake-review.ts';
import { reviewStatus } from './verdict.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-review-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
});

const FS = 'security/landlock/fs.c';
const MAIN = 'init/main.c';

/** Review these commits. */
async function reviewed(commits: readonly Commit[], { each = true } = {}): Promise<BaseReview & Findings> {
  const store = new Store(join(root, 'cache'));
  const patches = await patchesOf(root, commits, store);
  const review = await reviewBase(
    { name: '7.3', words: 'a fake', patches: patches.map(({ name }) => name) },
    fakeMeans(root, patches, store, each),
  );
  return { ...review, ...findingsOf(review) };
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ difference: { scenario, change }, patches }) => `${scenario} ${change} at ${patches.join()}`);

test('what changed, at which patch: facts, scenarios that need what is added, a regression', async () => {
  const review = await reviewed([
    { [FS]: 'FEATURE\n' },
    { [FS]: 'FEATURE\nOPEN\n' },
    { 'Documentation/landlock.rst': 'words\n' },
  ]);
  expect(review.states.map(({ patch, sameAs }) => [patch, sameAs])).toEqual([
    [0, undefined],
    [1, undefined],
    [2, undefined],
    [3, 2],
  ]);
  expect(review.facts).toEqual([{ name: 'ABI', before: '11', after: '12', patches: [1] }]);
  expect(told(review.regressions)).toEqual(['landlock/scope/denied regressed at 2']);
  expect(told(review.added)).toEqual(['landlock/scope/bit errno at 1', 'landlock/unix/new supported at 1']);
  expect(review).toMatchObject({ between: [], others: [], broken: [], splats: [], warnings: [] });
  expect(reviewStatus([review])).toBe(1);
});

test('a patch of documentation or selftests is not even compiled, and a header that changes nothing is asked once', async () => {
  const store = new Store(join(root, 'cache'));
  const commits = [
    { [FS]: 'FEATURE\n' },
    { 'Documentation/landlock.rst': 'words\n', 'tools/testing/selftests/landlock/fs_test.c': 'test\n' },
    { 'include/unused.h': 'header\n' },
  ];
  const patches = await patchesOf(root, commits, store);
  const means = fakeMeans(root, patches, store);
  const built: number[] = [];
  const build: typeof means.build = (patch, changes) => {
    built.push(patch);
    return means.build(patch, changes);
  };
  const base = { name: '7.3', words: 'a fake', patches: ['a', 'b', 'c'] };
  const { states } = await reviewBase(base, { ...means, build });
  expect(built).toEqual([0, 1, 3]);
  expect(states.map(({ patch, sameAs }) => [patch, sameAs])).toEqual([
    [0, undefined],
    [1, undefined],
    [2, 1],
    [3, 1],
  ]);
});

test('nothing changes: status 0', async () => {
  const review = await reviewed([{ [FS]: 'other code\n' }, { [MAIN]: 'main\n// words\n' }]);
  expect(review).toMatchObject({ regressions: [], added: [], others: [], facts: [], broken: [] });
  expect(reviewStatus([review])).toBe(0);
});

test('without --each, only the whole is built, and no single patch is named', async () => {
  const review = await reviewed([{ [FS]: 'FEATURE\n' }, { [MAIN]: 'OPEN\n' }], { each: false });
  expect(review.states.map(({ patch }) => patch)).toEqual([0, 2]);
  const text = renderReview({ title: 't', bases: [review] });
  expect(text).toContain('  1-2/2  pass → mismatch, connect: EPERM → success, 1 scenario in');
});

test('what regressed in between only is told, and counts', async () => {
  const review = await reviewed([{ [FS]: 'OPEN\n' }, { [FS]: 'mended\n' }]);
  expect(review.regressions).toEqual([]);
  expect(told(review.between)).toEqual(['landlock/scope/denied regressed at 1,2']);
  expect(reviewStatus([review])).toBe(1);
});

test('a splat belongs to the first patch that has it, whatever its addresses', async () => {
  const review = await reviewed([{ [MAIN]: 'main 2\n' }, { [FS]: 'OOPS\n' }, { [FS]: 'OOPS\nmore\n' }]);
  expect(review.splats).toMatchObject([{ patch: 2, kind: 'oops', scenarios: ['landlock/fs/read'] }]);
  expect(told(review.regressions)).toEqual(['landlock/fs/read regressed at 2']);
});

test('warnings: those of the base are old wherever they move', async () => {
  const review = await reviewed([
    { [FS]: 'WARN old one\n' },
    { [FS]: 'moved\nWARN old one\n' },
    { [FS]: 'moved\nWARN old one\nWARN new one\n' },
  ]);
  expect(review.warningsKnown).toBe(true);
  expect(review.warnings).toEqual([
    { patch: 1, warning: 'security/landlock/fs.c:1:1: warning: old one' },
    { patch: 3, warning: 'security/landlock/fs.c:3:1: warning: new one' },
  ]);
});

describe('a patch is broken', () => {
  test('the second of three does not apply: the first has its report', async () => {
    const store = new Store(join(root, 'cache'));
    const [first, second, third] = await patchesOf(
      root,
      [{ [FS]: 'FEATURE\n' }, { [MAIN]: 'main 2\n' }, { [FS]: 'FEATURE\nOPEN\n' }],
      store,
    );
    const bent = { ...second!, text: second!.text.replace('-main', '-something else') };
    const means = fakeMeans(root, [first!, bent, third!], store);
    const review = await reviewBase({ name: '7.3', words: 'a fake', patches: ['a', 'b', 'c'] }, means);
    const findings = findingsOf(review);
    expect(review.states.map(({ patch }) => patch)).toEqual([0, 1]);
    expect(review.broken).toEqual([
      { patch: 2, kind: 'apply', reason: expect.stringContaining('init/main.c:1: hunk 1 of 1 fails') },
    ]);
    expect(told(findings.added)).toEqual(['landlock/scope/bit errno at 1', 'landlock/unix/new supported at 1']);
    expect(reviewStatus([{ ...review, ...findings }])).toBe(1);
  });

  const breaking = [{ [FS]: 'FEATURE\n' }, { [FS]: 'BROKEN\n' }, { [FS]: 'FEATURE\nOPEN\n' }];

  test('the second does not build: it is named, and the third is judged', async () => {
    const review = await reviewed(breaking);
    expect(review.states.map(({ patch }) => patch)).toEqual([0, 1, 3]);
    expect(review.broken).toMatchObject([
      { patch: 2, kind: 'build', reason: expect.stringContaining('security/landlock/fs.c:1:1: error: expected') },
    ]);
    expect(told(review.regressions)).toEqual(['landlock/scope/denied regressed at 3']);
    const text = renderReview({ title: 't', bases: [review] });
    expect(text).toContain('\n2/3 does not build:\n');
    // It may have come with the patch that did not build.
    expect(text).toContain('  2-3/3  pass → mismatch');
  });

  test('without --each, of those that do not build the first is named, and the one before it is judged', async () => {
    const review = await reviewed([{ [FS]: 'FEATURE\n' }, { [FS]: 'BROKEN\n' }, { [MAIN]: 'main 2\n' }], {
      each: false,
    });
    expect(review.states.map(({ patch }) => patch)).toEqual([0, 1]);
    expect(review.broken).toMatchObject([{ patch: 2, kind: 'build' }]);
  });

  test('an option that a patch takes away is its fault, and infrastructure that fails is nobody’s', async () => {
    const store = new Store(join(root, 'cache'));
    const patches = await patchesOf(root, [{ [FS]: 'one\n' }, { [FS]: 'two\n' }], store);
    const means = fakeMeans(root, patches, store);
    const errors = [new UserError('no such option'), new InfrastructureError('no space', { hint: 'free some' })];
    const build: typeof means.build = (patch, changes) =>
      patch === 0 ? means.build(patch, changes) : Promise.reject(errors[patch - 1]);
    const review = await reviewBase({ name: '7.3', words: 'a fake', patches: ['a', 'b', 'c'] }, { ...means, build });
    expect(review.broken).toEqual([
      { patch: 1, kind: 'build', reason: 'no such option' },
      { patch: 2, kind: 'ask', reason: 'no space\nfree some' },
    ]);
    expect(review.states.map(({ patch }) => patch)).toEqual([0]);
    await expect(
      reviewBase(
        { name: '7.3', words: '', patches: ['a', 'b', 'c'] },
        { ...means, build: () => Promise.reject(errors[0]) },
      ),
    ).rejects.toBe(errors[0]);
  });

  test('coverage is of the last state that was asked; that it cannot be told loses nothing, and is no fault of the series', async () => {
    const store = new Store(join(root, 'cache'));
    const patches = await patchesOf(root, [{ [FS]: 'one\n' }, { [FS]: 'two\n' }, { [FS]: 'DEAD\n' }], store);
    const ran = [{ patch: 'a', files: [], uncounted: [] }];
    const asked: [number, string][] = [];
    const review = async (measure: Means['measure'], base = 0) => {
      const means = fakeMeans(root, patches, store);
      const ask: typeof means.ask = (state) =>
        state.kernel === 'build:fake-0' && base > 0 ? Promise.resolve('no guest') : means.ask(state);
      const words = { name: '7.3', words: 'a fake', patches: ['a', 'b', 'c'] };
      return reviewBase(words, { ...means, ask, measure });
    };
    const measure: Means['measure'] = async (patch, changes) => {
      asked.push([patch, changes.get(FS)!]);
      return ran;
    };
    expect(await review(measure)).toMatchObject({ coverage: { patches: ran } });
    expect(asked).toEqual([[2, 'two\n']]);
    expect((await review(undefined)).coverage).toBeUndefined();
    expect((await review(measure, 1)).coverage).toEqual({
      reason: 'no kernel with a patch of the series could be asked',
    });
    const failing = await review(() => Promise.reject(new InfrastructureError('no space\nat all')));
    expect(failing.coverage).toEqual({ reason: 'no space' });
    expect(failing.states.map(({ patch }) => patch)).toEqual([0, 1, 2]);
    const bug = new Error('a bug of ours');
    await expect(review(() => Promise.reject(bug))).rejects.toBe(bug);
  });

  test('a kernel that does not come up is no verdict: 69, and the others are judged', async () => {
    const review = await reviewed([{ [FS]: 'DEAD\n' }, { [FS]: 'FEATURE\n' }]);
    expect(review.states.map(({ patch }) => patch)).toEqual([0, 2]);
    expect(review.broken).toEqual([{ patch: 1, kind: 'ask', reason: 'the kernel did not boot' }]);
    expect(reviewStatus([review])).toBe(69);
  });
});
