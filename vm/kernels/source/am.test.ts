import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Store } from '../../store/index.ts';
import { write } from '../build/testing/fake-tree.ts';
import { amSeries } from './am.ts';
import { readSeries } from './series.ts';

let root: string;
let store: Store;
/** A checkout in which the series of these tests are made. */
let checkout: string;
const file = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');

const git = async (...args: string[]) =>
  (await execa('git', ['-C', checkout, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args])).stdout;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-am-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  store = new Store(join(root, 'cache'));
  checkout = join(root, 'linux');
  await write(checkout, { 'security/fs.c': file, 'security/old.c': 'old\n', other: 'other\n', '.gitignore': '*\n' });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--message', 'base');
});

/** Commits these files, and gives back the patches of all such commits. */
async function series(...commits: Record<string, string | undefined>[]) {
  for (const [number, files] of commits.entries()) {
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) await rm(join(checkout, path));
      else await write(checkout, { [path]: text });
    }
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--message', `[security] change ${number + 1}`);
  }
  await git('format-patch', '--quiet', '--output-directory', join(root, 'patches'), `-${commits.length}`);
  return readSeries([join(root, 'patches')], store);
}

/** A base that is no repository, with these files on top. */
async function tarball(files: Record<string, string> = {}): Promise<string> {
  const base = join(root, 'base');
  await write(base, { 'security/fs.c': file, 'security/old.c': 'old\n', other: 'other\n', ...files });
  return base;
}

const changed = (line: number, to: string) => file.replace(`line ${line}\n`, `${to}\n`);

test('each patch leaves what it and those before it change, and the base is as it was', async () => {
  const patches = await series(
    { 'security/fs.c': changed(2, 'two') },
    { 'security/new.c': 'new\n', 'security/old.c': undefined },
    { 'security/fs.c': file },
  );
  const base = await tarball();
  const { patches: applied, refused } = await amSeries(base, patches, { store });
  expect(refused).toBeUndefined();
  expect(applied).toMatchObject([
    { name: '[security] change 1', paths: ['security/fs.c'], merged: false },
    { name: '[security] change 2', paths: ['security/new.c', 'security/old.c'] },
    { name: '[security] change 3', paths: ['security/fs.c'] },
  ]);
  expect(applied.map(({ changes }) => [...changes])).toEqual([
    [['security/fs.c', changed(2, 'two')]],
    [
      ['security/fs.c', changed(2, 'two')],
      ['security/new.c', 'new\n'],
      ['security/old.c', undefined],
    ],
    // What the third takes back is no change of the base any more.
    [
      ['security/new.c', 'new\n'],
      ['security/old.c', undefined],
    ],
  ]);
  expect(await readdir(base)).toEqual(['other', 'security']);
  expect(await readFile(join(base, 'security/fs.c'), 'utf8')).toBe(file);
});

test('a patch that does not apply is named with what git says, and those before it are there', async () => {
  const patches = await series(
    { other: 'another\n' },
    { 'security/fs.c': changed(10, 'ten') },
    { 'security/old.c': 'older\n' },
  );
  const base = await tarball({ 'security/fs.c': changed(11, 'eleven, already') });
  const { patches: applied, refused } = await amSeries(base, patches, { store });
  expect(applied.map(({ name }) => name)).toEqual(['[security] change 1']);
  expect(refused).toEqual({
    number: 2,
    name: '[security] change 2',
    reason: expect.stringMatching(/^security\/fs\.c:8: hunk 1 of 1 fails, these lines are not there:\n {4}line 7\n/),
  });
});

test('a patch that the base has is told as such', async () => {
  const patches = await series({ 'security/fs.c': changed(10, 'ten') });
  const base = await tarball({ 'security/fs.c': changed(10, 'ten') });
  expect((await amSeries(base, patches, { store })).refused?.reason).toBe('the base has this change already');
});

test('with the objects that a patch was made for, its contents are merged', async () => {
  const patches = await series({ 'security/fs.c': changed(10, 'ten') });
  const moved = changed(8, 'eight, already');
  const base = await tarball({ 'security/fs.c': moved });
  expect(await amSeries(base, patches, { store })).toMatchObject({ patches: [], refused: { number: 1 } });
  const objects = [join(checkout, '.git/objects')];
  const { patches: applied, refused } = await amSeries(base, patches, { store, objects });
  expect(refused).toBeUndefined();
  expect(applied).toMatchObject([{ merged: true }]);
  expect(applied[0]!.changes.get('security/fs.c')).toBe(moved.replace('line 10\n', 'ten\n'));
});

test('a conflict is shown', async () => {
  const patches = await series({ 'security/fs.c': changed(10, 'ten') });
  const base = await tarball({ 'security/fs.c': changed(10, 'ten, already') });
  const { refused } = await amSeries(base, patches, { store, objects: [join(checkout, '.git/objects')] });
  expect(refused?.reason).toMatch(/^CONFLICT \(content\): Merge conflict in security\/fs\.c\n/);
  expect(refused?.reason).toContain('++<<<<<<< HEAD\n +ten, already\n++=======\n+ ten\n');
});

test('a diff without a mail around it, and settings of the user that would get in the way', async () => {
  const text = (await series({ other: 'another\n' }))[0]!.text;
  const home = join(root, 'home');
  await write(home, { '.gitconfig': '[commit]\n\tgpgsign = true\n[gpg]\n\tprogram = false\n' });
  vi.stubEnv('HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  await writeFile(join(root, 'plain.diff'), text.slice(text.indexOf('diff --git')));
  const { patches, refused } = await amSeries(await tarball(), await readSeries([join(root, 'plain.diff')], store), {
    store,
  });
  expect(refused).toBeUndefined();
  expect(patches).toMatchObject([{ name: 'plain.diff', paths: ['other'] }]);
});
