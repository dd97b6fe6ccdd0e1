import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Store } from '../../store/index.ts';
import { fakeModule } from '../testing/fake-kernel.ts';
import { xzCompress } from '../testing/xz.ts';
import { localModules } from './local.ts';
import { readModuleInfo } from './modinfo.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-modules-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(files: Record<string, Buffer | string>): Promise<void> {
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(root, 'm', path)), { recursive: true });
    await writeFile(join(root, 'm', path), contents);
  }
}

const modules = (...names: string[]) => localModules(new Store(join(root, 'cache')), join(root, 'm'), names);

test('dependencies come first, from the modules themselves, whatever they are compressed with', async () => {
  await put({
    'kernel/a.ko.xz': await xzCompress(fakeModule('a', ['b', 'c-d'])),
    'kernel/x/b.ko.zst': zstdCompressSync(fakeModule('b', ['c_d', 'e'])),
    'kernel/x/c-d.ko.gz': gzipSync(fakeModule('c_d')),
    'modules.builtin': 'kernel/x/e.ko\n',
  });
  const set = await modules('a');
  expect(set.files.map(({ name }) => name)).toEqual(['c_d', 'b', 'a']);
  expect(set.builtin).toEqual(['e']);
  expect(readModuleInfo(await readFile(set.files[2]!.path)).depends).toEqual(['b', 'c_d']);
});

test('modules.dep wins, nearest dependency last in its list', async () => {
  await put({
    'kernel/a.ko': fakeModule('a'),
    'kernel/b.ko': fakeModule('b'),
    'kernel/c.ko': fakeModule('c'),
    'modules.dep': 'kernel/a.ko: kernel/b.ko kernel/c.ko\nkernel/b.ko: kernel/c.ko\nkernel/c.ko:\n',
  });
  expect((await modules('a')).files.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
});

test('soft dependencies are taken when they are there, also under the generic name', async () => {
  await put({
    'kernel/a.ko': fakeModule('a', [], 'pre: crc32c gone post: later'),
    'kernel/crc32c_generic.ko': fakeModule('crc32c_generic'),
    'kernel/later.ko': fakeModule('later'),
  });
  const set = await modules('a');
  expect(set.files.map(({ name }) => name)).toEqual(['crc32c_generic', 'a']);
  expect(set.missing).toEqual([]);
});

test('what is missing is told, with the module that needs it', async () => {
  await put({ 'kernel/a.ko': fakeModule('a', ['nowhere']) });
  expect((await modules('a', 'unheard-of')).missing).toEqual([
    { name: 'nowhere', reason: 'not-in-kernel', neededBy: 'a' },
    { name: 'unheard_of', reason: 'not-in-kernel' },
  ]);
});

test('a build tree is read by its modules.order, old and new', async () => {
  await put({
    'fs/a.ko': fakeModule('a', ['b']),
    'drivers/b.ko': fakeModule('b'),
    'modules.order': 'kernel/fs/a.ko\ndrivers/b.o\n',
  });
  expect((await modules('a')).files.map(({ name }) => name)).toEqual(['b', 'a']);
});

test('a rebuilt module is not confused with the old one', async () => {
  await put({ 'kernel/a.ko': fakeModule('a') });
  const before = await modules('a');
  await put({ 'kernel/a.ko': fakeModule('a', ['b']), 'kernel/b.ko': fakeModule('b') });
  const after = await modules('a');
  expect([before.files.length, after.files.length]).toEqual([1, 2]);
});

test('a kernel without any modules says so', async () => {
  await mkdir(join(root, 'm'));
  expect((await modules('a')).missing).toEqual([{ name: 'a', reason: 'unknown' }]);
  await put({ 'modules.builtin': 'kernel/b.ko\n' });
  const set = await modules('a', 'b');
  expect(set).toEqual({ files: [], builtin: ['b'], missing: [{ name: 'a', reason: 'no-modules' }] });
});

test('a damaged module is an error', async () => {
  await put({ 'kernel/a.ko.xz': 'not xz at all' });
  await expect(modules('a')).rejects.toThrow(/damaged/);
  await put({ 'kernel/b.ko': 'not ELF at all' });
  await expect(modules('b')).rejects.toThrow(/b\.ko is damaged: not a kernel module/);
});
