import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../store/index.ts';
import { fetchKernel } from '../fetch.ts';
import { parseKernelName } from '../names.ts';
import type { BuildName } from '../types.ts';
import { profileVariable } from './build.ts';
import { complaintsOf, warningsOf } from './complaints.ts';
import { builtKernel, nameBuild } from './entry.ts';
import { forgetBuilt, type Ingredients, onlyDirectory, recordBuilt } from './partial.ts';
import { missingBuildPackages, requireToolchain } from './toolchain.ts';
import { changeSource, type Workspace } from './workspace.ts';

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kconform-build-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('all packages that are missing are named at once', async () => {
  expect(await missingBuildPackages('/nowhere')).toEqual(
    expect.arrayContaining(['make', 'gcc', 'flex', 'bison', 'bc']),
  );
  await expect(requireToolchain('/nowhere')).rejects.toMatchObject({
    exitStatus: 69,
    hint: expect.stringMatching(
      /^make setup-build, or as root: apt-get install --no-install-recommends make gcc binutils flex bison/,
    ),
  });
});

test('of a failed build, the complaints are shown with the source below them', () => {
  const output = `  CC      security/landlock/fs.o
security/landlock/fs.c: In function 'hook_path_mkdir':
security/landlock/fs.c:12:9: error: 'foo' undeclared (first use in this function)
   12 |  return foo;
      |         ^~~
  CC      security/landlock/net.o
make[4]: *** [scripts/Makefile.build:289: security/landlock/fs.o] Error 1
`;
  expect(complaintsOf(output)).toBe(`  security/landlock/fs.c:12:9: error: 'foo' undeclared (first use in this function)
     12 |  return foo;
        |         ^~~`);
  expect(complaintsOf('one\ntwo\n')).toBe('  one\n  two');
  const kconfig = `make[1]: Entering directory '/o'
  HOSTLD  scripts/kconfig/conf
Kconfig:32: can't open file "Documentation/Kconfig"
make[4]: *** [scripts/kconfig/Makefile:85: allnoconfig] Error 1
make: *** [Makefile:260: __sub-make] Error 2
`;
  expect(complaintsOf(kconfig)).toBe(`  Kconfig:32: can't open file "Documentation/Kconfig"
  make[4]: *** [scripts/kconfig/Makefile:85: allnoconfig] Error 1`);
  expect(warningsOf('a.c:1:2: warning: x\nb\na.c:1:2: warning: x\n')).toEqual(['a.c:1:2: warning: x']);
});

test('only the directories that were asked for are profiled', () => {
  expect(profileVariable(['security/landlock'])).toBe(
    'GCOV_PROFILE=$(if $(filter security/landlock security/landlock/%,$(obj)),y)',
  );
});

test('a change to the copy leaves the source alone, and is undone by the next', async () => {
  const root = await emptyDirectory();
  const source = { id: 's', version: '7.3', identity: 's', directory: join(root, 'pristine') };
  const tree = join(root, 'source');
  await mkdir(source.directory);
  await mkdir(tree);
  await writeFile(join(source.directory, 'a.c'), 'old');
  await link(join(source.directory, 'a.c'), join(tree, 'a.c'));
  const workspace: Workspace = { source, tree, objects: () => '' };
  const text = (directory: string, name: string) => readFile(join(directory, name), 'utf8').catch(() => undefined);
  await changeSource(
    workspace,
    new Map([
      ['a.c', 'new'],
      ['b.c', 'added'],
    ]),
  );
  expect([await text(tree, 'a.c'), await text(tree, 'b.c')]).toEqual(['new', 'added']);
  expect(await text(source.directory, 'a.c')).toBe('old');
  await changeSource(workspace, new Map());
  expect([await text(tree, 'a.c'), await text(tree, 'b.c')]).toEqual(['old', undefined]);
});

test('a kernel is found by the name that it was built under', async () => {
  const store = new Store(await emptyDirectory());
  const name = parseKernelName('build:mine') as BuildName;
  expect(name).toEqual({ kind: 'build', id: 'build:mine', name: 'mine' });
  await expect(fetchKernel(name, { store })).rejects.toMatchObject({ exitStatus: 2 });
  await store.ensure('built/1', async (target) => {
    await mkdir(target);
    const manifest = {
      layout: 1,
      release: '7.3.4',
      sha256: 'x',
      source: 's',
      compiler: 'c',
      objects: '/o',
      profile: ['d'],
    };
    await writeFile(join(target, 'kernel.json'), JSON.stringify(manifest));
    await writeFile(join(target, 'modules.builtin'), 'kernel/fs/overlayfs/overlay.ko\n');
  });
  await nameBuild(store, 'mine', (await builtKernel(store, 'built/1'))!);
  const kernel = await fetchKernel(name, { store });
  expect(kernel).toMatchObject({ id: 'build:mine', kind: 'build', version: '7.3.4', counters: { objects: '/o' } });
  expect(await kernel.modules(['overlay', 'ext4'])).toEqual({
    files: [],
    builtin: ['overlay'],
    missing: [{ name: 'ext4', reason: 'no-modules' }],
  });
});

describe('what has to be looked at again', () => {
  const made = (changes: Record<string, string>): Ingredients => ({
    wanted: new Map([['NET', 'y']]),
    profile: [],
    compiler: 'gcc 12',
    changes: new Map(Object.entries(changes)),
  });

  test('is one directory, if nothing else differs from the objects that there are', async () => {
    const objects = await emptyDirectory();
    expect(await onlyDirectory(objects, made({ 'a/x.c': '1' }))).toBeUndefined();
    await recordBuilt(objects, made({ 'a/x.c': '1' }));
    expect(await onlyDirectory(objects, made({ 'a/x.c': '2' }))).toBe('a');
    expect(await onlyDirectory(objects, made({ 'a/y.c': '1' }))).toBe('a');
    expect(await onlyDirectory(objects, made({}))).toBe('a');
    expect(await onlyDirectory(objects, made({ 'a/x.c': '1', 'b/x.c': '1', 'a/y.c': '1' }))).toBeUndefined();
    expect(await onlyDirectory(objects, made({ 'a/x.c': '1', 'a/Makefile': '1' }))).toBeUndefined();
    expect(await onlyDirectory(objects, { ...made({ 'a/x.c': '2' }), compiler: 'gcc 13' })).toBeUndefined();
    await forgetBuilt(objects);
    expect(await onlyDirectory(objects, made({ 'a/x.c': '2' }))).toBeUndefined();
  });

  test('is everything, if a header that changed is used elsewhere', async () => {
    const objects = await emptyDirectory();
    await recordBuilt(objects, made({}));
    await mkdir(join(objects, 'a'));
    await mkdir(join(objects, 'b'));
    await writeFile(join(objects, 'a/.x.o.cmd'), '  /tree/a/x.h \\\n');
    expect(await onlyDirectory(objects, made({ 'a/x.h': '1' }))).toBe('a');
    await writeFile(join(objects, 'b/.y.o.cmd'), '  /tree/a/x.h \\\n');
    expect(await onlyDirectory(objects, made({ 'a/x.h': '1' }))).toBeUndefined();
  });
});
