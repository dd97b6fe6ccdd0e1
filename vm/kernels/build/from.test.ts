import { readdir, readFile, readlink, realpath, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BuildEvent } from './build.ts';
import { collectBuilds, forgetBuilds, listBuilds } from './collect.ts';
import { type Builds, fakeBuilds } from './testing/builds.ts';
import { write } from './testing/fake-tree.ts';
import { AGAIN, FIX } from './testing/patches.ts';

let root: string;
let tree: string;
let store: Builds['store'];
let built: Builds['built'];
beforeEach(async () => {
  ({ root, tree, store, built } = await fakeBuilds());
});

/** All of a tree: names, contents, times. */
async function everything(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.sort().map(async (path) => {
      const { mtimeMs, mode, nlink } = await stat(path);
      return `${path} ${mtimeMs} ${mode} ${nlink} ${(await readFile(path)).toString('base64')}`;
    }),
  );
}

const git = (...args: string[]) =>
  execa('git', ['-C', tree, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { env: { LC_ALL: 'C' } });

describe.each(['a tarball', 'a git checkout'])('%s', (kind) => {
  beforeEach(async () => {
    if (kind === 'a tarball') return;
    await git('init', '--quiet');
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--message', 'all');
  });

  test('is built, is never built twice, and stays as it was', async () => {
    await write(tree, { 'init/left-over.o': 'ignored' });
    const before = await everything(tree);
    expect(await built()).toMatchObject({
      cached: false,
      image: 'main\nfs 1\nfs 2\nfs 3\n',
      kernel: { release: '7.3.0-fake' },
    });
    expect(await built({ name: 'other' })).toMatchObject({ cached: true });
    expect(await everything(tree)).toEqual(before);
    const [copy] = await readdir(store.path('workspaces'));
    expect(await readdir(store.path(`workspaces/${copy}/source/init`))).toEqual(['main.c']);
  });

  test('another state is another kernel, and the first one again is in the store', async () => {
    const first = await built();
    await write(tree, { 'init/main.c': 'changed\n', 'new.c': 'new' });
    const second = await built();
    expect(second).toMatchObject({ cached: false, image: 'changed\nfs 1\nfs 2\nfs 3\n' });
    expect(second.kernel.source).not.toBe(first.kernel.source);
    await write(tree, { 'init/main.c': 'main\n' });
    await rm(join(tree, 'new.c'));
    expect(await built()).toMatchObject({ cached: true, kernel: { key: first.kernel.key } });
  });

  test('what a series changes is undone before the next build', async () => {
    await writeFile(join(root, 'v2.mbox'), `${FIX}\n${AGAIN}`);
    const before = await everything(tree);
    const plain = await built();
    expect(await built({ series: [join(root, 'v2.mbox')] })).toMatchObject({ image: 'main\nfs 1\nfs deux\nfs 3\n' });
    expect(await everything(tree)).toEqual(before);
    await write(tree, { 'init/main.c': 'changed\n' });
    expect(await built()).toMatchObject({ cached: false, image: 'changed\nfs 1\nfs 2\nfs 3\n' });
    expect(plain.image).toBe('main\nfs 1\nfs 2\nfs 3\n');
  });
});

test('a file that was touched is not compiled again, one that changed is, and links and modes are kept', async () => {
  await symlink('main.c', join(tree, 'init/link.c'));
  await write(tree, { 'scripts/run.sh': '#!/bin/sh\n' });
  await execa('chmod', ['755', join(tree, 'scripts/run.sh')]);
  await built();
  const [copy] = await readdir(store.path('workspaces'));
  const path = (name: string) => store.path(`workspaces/${copy}/source/${name}`);
  const times = async () => [
    (await stat(path('init/main.c'))).mtimeMs,
    (await stat(path('security/landlock/fs.c'))).mtimeMs,
  ];
  const before = await times();
  expect((await stat(path('scripts/run.sh'))).mode & 0o111).toBe(0o111);
  await utimes(join(tree, 'init/main.c'), new Date(), new Date());
  await write(tree, { 'security/landlock/fs.c': 'else\n' });
  expect((await built()).image).toBe('main\nelse\n');
  const after = await times();
  expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false]);
  expect(await readFile(path('init/link.c'), 'utf8')).toBe('main\n');
  await symlink('nowhere.c', join(tree, 'init/dangling.c'));
  await built();
  expect(await readlink(path('init/dangling.c'))).toBe('nowhere.c');
});

test('a copy whose record a kill took is compared, not made again', async () => {
  await built();
  const [copy] = await readdir(store.path('workspaces'));
  const root = store.path(`workspaces/${copy}`);
  const main = join(root, 'source/init/main.c');
  const { mtimeMs } = await stat(main);
  await rm(join(root, 'files.json'));
  await writeFile(join(root, 'source/half.c.kconform'), 'half');
  await writeFile(join(root, 'source/security/landlock/fs.c'), 'torn');
  expect(await built({ name: 'again' })).toMatchObject({ cached: true });
  expect((await stat(main)).mtimeMs).toBe(mtimeMs);
  expect(await readFile(join(root, 'source/security/landlock/fs.c'), 'utf8')).toBe('fs 1\nfs 2\nfs 3\n');
  expect(await readdir(join(root, 'source'))).not.toContain('half.c.kconform');
});

test('an interrupted build ends with all that it started, and the next one builds', async () => {
  const makefile = await readFile(join(tree, 'Makefile'), 'utf8');
  await writeFile(
    join(tree, 'Makefile'),
    makefile.replace('bzImage: $(IMAGE)', `bzImage: ; @echo '  CC      a.o'; sleep 1000; true`),
  );
  const interrupt = new AbortController();
  const onBuild = (event: BuildEvent) => event.kind === 'file' && interrupt.abort();
  // Without its group, the sleep would keep the pipe open, and this would wait for it.
  await expect(built({ signal: interrupt.signal, onBuild })).rejects.toMatchObject({ name: 'AbortError' });
  expect(await listBuilds(store)).toEqual([]);
  await writeFile(join(tree, 'Makefile'), makefile);
  expect((await built()).image).toBe('main\nfs 1\nfs 2\nfs 3\n');
});

test('ccache is used where it is', async () => {
  await write(root, { 'bin/ccache': '#!/bin/sh\n' });
  await execa('chmod', ['755', join(root, 'bin/ccache')]);
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await built({ variables: undefined })).image).toBe('main\nfs 1\nfs 2\nfs 3\nccache gcc\n');
});

test('what a developer exports for builds of their own does not reach ours', async () => {
  vi.stubEnv('CC', 'ccache clang');
  vi.stubEnv('W', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  await writeFile(
    join(tree, 'Makefile'),
    `ifneq ($(W)$(LLVM),)\n$(error W is set)\nendif\n${await readFile(join(tree, 'Makefile'), 'utf8')}`,
  );
  expect((await built()).image).toBe('main\nfs 1\nfs 2\nfs 3\n');
});

test('names are forgotten, and what nothing needs any more goes', async () => {
  const first = await built({ name: 'first' });
  await write(tree, { 'init/main.c': 'changed\n' });
  const second = await built({ name: 'second' });
  expect((await listBuilds(store)).map(({ name, kernel, from }) => [name, kernel.key, from])).toEqual([
    ['first', first.kernel.key, await realpath(tree)],
    ['second', second.kernel.key, await realpath(tree)],
  ]);
  await expect(forgetBuilds(store, ['first', 'third'])).rejects.toThrow(
    'build:third: no kernel of this name was built',
  );
  await built({ name: 'second' });
  const forgotten = await forgetBuilds(store, ['first']);
  expect(await collectBuilds(store, forgotten)).toEqual({ removed: [first.kernel.key], busy: [] });
  const [copy] = await readdir(store.path('workspaces'));
  await forgetBuilds(store, ['second']);
  // Whoever asks for nothing in particular does not take what others keep.
  expect(await collectBuilds(store, new Set())).toEqual({ removed: [], busy: [] });
  {
    await using _building = await store.lock(`workspaces/${copy}`);
    expect(await collectBuilds(store)).toEqual({ removed: [second.kernel.key], busy: [`workspaces/${copy}`] });
  }
  expect(await collectBuilds(store)).toEqual({ removed: [`workspaces/${copy}`], busy: [] });
  expect(await listBuilds(store)).toEqual([]);
});

test('what counts is Landlock, or the directories that are named', async () => {
  const profiles = async (coverageDirectory?: string[]) => {
    const { kernel } = await built({ config: ['coverage'], coverageDirectory });
    const kept = await readdir(join(kernel.directory, 'gcov/source'), { recursive: true });
    return { profile: kernel.profile, kept: kept.filter((name) => name.endsWith('.c')).sort() };
  };
  const landlock = 'security/landlock/fs.c';
  expect(await profiles()).toEqual({ profile: ['security/landlock'], kept: [landlock] });
  expect(await profiles(['./init/'])).toEqual({ profile: ['init'], kept: ['init/main.c'] });
  const both = { profile: ['init', 'security/landlock'], kept: ['init/main.c', landlock] };
  expect(await profiles(['security/landlock', 'init', 'init/'])).toEqual(both);
  await expect(profiles(['fs/nowhere'])).rejects.toThrow('there is no directory fs/nowhere in the tree');
});
