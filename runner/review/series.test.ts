import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../vm/store/index.ts';
import { objectsOf, parseBase, withBase } from './bases.ts';
import { readReviewed } from './series.ts';
import { checkoutWith } from './testing/fake-review.ts';

let root: string;
let checkout: string;
let store: Store;
const git = async (...args: string[]) => (await execa('git', ['-C', checkout, ...args])).stdout;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-series-'));
  checkout = join(root, 'linux');
  store = new Store(join(root, 'cache'));
  await checkoutWith(checkout, [{ 'init/main.c': 'main 1\n' }, { 'init/main.c': 'main 2\n' }]);
  return () => rm(root, { recursive: true, force: true });
});

/** A mailbox with a cover letter, as `b4 am` leaves it: `From ` lines, and links below. */
async function mailbox(name: string, order = (mails: string[]) => mails): Promise<string> {
  const folder = await mkdtemp(join(root, 'mails-'));
  await git('format-patch', '--quiet', '--cover-letter', '-v2', '--output-directory', folder, 'base..topic');
  const names = (await readdir(folder)).sort();
  const mails = await Promise.all(
    names.map((one) => execa('cat', [join(folder, one)], { stripFinalNewline: false }).then(({ stdout }) => stdout)),
  );
  const cover = mails[0]!.replace('*** SUBJECT HERE ***', 'landlock: Change it all');
  const path = join(root, name);
  await writeFile(path, order([cover, ...mails.slice(1)]).join('\n'));
  return path;
}

test('a mailbox with a cover letter: its subject names the series', async () => {
  const series = await readReviewed([await mailbox('v2_landlock.mbx')], { tree: '.', store });
  expect(series).toMatchObject({ title: 'landlock: Change it all', name: 'v2_landlock' });
  expect(series.patches.map(({ name }) => name)).toEqual([
    '[PATCH v2 1/2] landlock: Change 1',
    '[PATCH v2 2/2] landlock: Change 2',
  ]);
});

test('what has neither a cover letter nor one patch only is called as it was given', async () => {
  const folder = join(root, 'scope-7.3');
  await git('format-patch', '--quiet', '--output-directory', folder, 'base..topic');
  expect(await readReviewed([folder], { tree: '.', store })).toMatchObject({ title: folder, name: 'scope-7.3' });
});

test('a directory may have a version for each base', async () => {
  const folder = join(root, 'scope');
  await git('format-patch', '--quiet', '--output-directory', join(folder, '7.2'), 'base..topic');
  await git('format-patch', '--quiet', '--output-directory', join(folder, '7.3'), 'topic~1..topic');
  const read = (base: string) => readReviewed([folder], { tree: '.', base, store });
  expect(await read('7.2')).toMatchObject({ name: 'scope', title: folder, patches: { length: 2 } });
  expect(await read('7.3')).toMatchObject({ name: 'scope', patches: { length: 1 } });
  await expect(read('6.12')).rejects.toThrow(`there is no patch in ${folder}`);
});

test('a thread in any order, with replies that have a diff of their own', async () => {
  const path = await mailbox('thread.mbox', ([cover, first, second]) => [
    second!,
    first!.replace('Subject: ', 'Subject: Re: '),
    cover!,
    first!,
  ]);
  const { patches } = await readReviewed([path], { tree: '.', store });
  expect(patches.map(({ name }) => name.slice(-1))).toEqual(['1', '2']);
});

test('a range of commits, whatever the configuration says of patches, leaves the repository as it is', async () => {
  await git('config', 'diff.noprefix', 'true');
  await git('config', 'format.attach', 'true');
  await git('config', 'format.coverLetter', 'true');
  onTestFinished(async () => void (await git('config', '--unset', 'diff.noprefix')));
  const everything = async () => {
    const names = await readdir(checkout, { recursive: true });
    return Promise.all(names.sort().map(async (name) => `${name} ${(await stat(join(checkout, name))).mtimeMs}`));
  };
  const before = await everything();
  const series = await readReviewed(['base..topic'], { tree: checkout, store });
  expect(series).toMatchObject({ title: 'base..topic', name: 'topic', range: { repository: checkout } });
  expect(series.patches).toHaveLength(2);
  expect(series.patches[0]!.text).toMatch(/^diff --git a\/init\/main.c b\/init\/main.c$/m);
  expect(series.range?.start).toBe('base');
  expect(await everything()).toEqual(before);
});

test('a single patch names its series', async () => {
  const { title } = await readReviewed(['topic~1..topic'], { tree: checkout, store });
  expect(title).toBe('landlock: Change 2');
});

test.for([
  [['nowhere.mbox'], 'there is no series nowhere.mbox'],
  [['v1..nowhere'], 'v1..nowhere is neither a file nor a range of commits'],
  [['topic..topic'], 'there is no commit in topic..topic'],
] as [string[], string][])('%s', async ([words, message]) => {
  await expect(readReviewed(words, { tree: checkout, store })).rejects.toMatchObject({
    exitStatus: 2,
    message: expect.stringContaining(message),
  });
});

test('a base is a source of Debian, a directory, or a commit', async () => {
  expect(await parseBase('7.3', checkout)).toMatchObject({ kind: 'source', series: '7.3' });
  expect(await parseBase(checkout, '.')).toEqual({ kind: 'tree', name: 'linux', directory: checkout });
  const commit = await git('rev-parse', 'base');
  expect(await parseBase('base', checkout)).toEqual({ kind: 'commit', name: 'base', repository: checkout, commit });
  await expect(parseBase('v9.9', checkout)).rejects.toThrow('neither a directory nor a commit in');
  await expect(parseBase('v9.9', root)).rejects.toThrow('is no git checkout');
});

test('a commit is read in a clone, and merges find the objects of the repository', async () => {
  const base = await parseBase('base', checkout);
  const found = await withBase(base, { store }, async ({ directory, objects, words, from }) => {
    const { stdout } = await execa('cat', [join(directory, 'init/main.c')]);
    return { stdout, objects, words, isClone: from && 'tree' in from && from.tree === directory };
  });
  expect(found).toEqual({
    stdout: 'main',
    objects: join(checkout, '.git/objects'),
    words: expect.stringMatching(/^commit [0-9a-f]{12} \("all"\)$/),
    isClone: true,
  });
  expect(await readdir(store.path('bisect'))).toEqual([]);
  expect(await git('status', '--porcelain')).toBe('');
});

test('the objects of a worktree are those of its repository', async () => {
  const worktree = join(root, 'worktree');
  await git('worktree', 'add', '--quiet', '--detach', worktree);
  onTestFinished(async () => void (await git('worktree', 'remove', '--force', worktree)));
  expect(await objectsOf(worktree)).toBe(join(checkout, '.git/objects'));
  expect(await objectsOf(root)).toBeUndefined();
});
