/** What is wrong with what is to be built is told. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { listBuilds } from './collect.ts';
import type { BuildFrom } from './from.ts';
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

const writeSeries = async (...patches: string[]) => {
  const path = join(root, 'series.mbox');
  await writeFile(path, patches.join('\n'));
  return path;
};
const wrong = (request: Partial<BuildFrom>) =>
  built(request).then(
    () => 'nothing',
    ({ message }: Error) => message,
  );

test('with trees', async () => {
  expect(await wrong({ tree: join(root, 'none') })).toBe(`there is no directory ${join(root, 'none')}`);
  expect(await wrong({ tree: root })).toBe(
    `${root} is no kernel source: it has no Makefile that says its version, or no Kconfig`,
  );
});

test('with configurations', async () => {
  const file = join(root, 'mine.config');
  expect(await wrong({ config: [file] })).toBe(`cannot read the configuration fragment ${file}: it does not exist`);
  await writeFile(file, 'CONFIG_STUBBORN=y\nCONFIG_NEVER=y\n');
  await writeFile(
    join(tree, 'Makefile'),
    (await readFile(join(tree, 'Makefile'), 'utf8')).replace('/CONFIG_STUBBORN=/d', '/STUBBORN=/d;/NEVER=/d'),
  );
  expect(await wrong({ config: [file] })).toBe(
    'the kernel does not take these options:\n  CONFIG_STUBBORN is not set, not y: MISSING is off\n  CONFIG_NEVER is not set, not y: NEVER is not an option of this kernel',
  );
});

test('with patches', async () => {
  const file = join(root, '0001.patch');
  expect(await wrong({ series: [file] })).toBe(`there is no series ${file}`);
  await writeFile(file, 'Subject: cover letter\n\nnothing\n');
  expect(await wrong({ series: [file] })).toBe(`there is no patch in ${file}`);
  await writeFile(file, AGAIN);
  expect(await wrong({ series: [file] })).toBe(
    "patch 1 of 1, '[PATCH v2 2/2] landlock: Change the second line' does not apply:\n  security/landlock/fs.c:1: hunk 1 of 1 fails, these lines are not there:\n      fs 1\n      fs two\n      fs 3",
  );
  const twice = built({ series: [await writeSeries(FIX, FIX)] });
  await expect(twice).rejects.toMatchObject({
    message: expect.stringMatching(/^patch 2 of 2, /),
    hint: 'the tree has this change already',
  });
  await writeFile(file, FIX.replaceAll('security/landlock/fs.c', '../../fs.c'));
  expect(await wrong({ series: [file] })).toBe('a patch names a file outside of the tree: ../../fs.c');
});

test('with the disk, when it is full while the kernel compiles', async () => {
  const makefile = await readFile(join(tree, 'Makefile'), 'utf8');
  const full = `bzImage: ; @echo 'fs.o: fatal error: No space left on device' >&2; false`;
  await writeFile(join(tree, 'Makefile'), makefile.replace('bzImage: $(IMAGE)', full));
  expect(await wrong({})).toBe(`cannot use the cache ${store.root}: no space left on the device`);
  await writeFile(join(tree, 'Makefile'), makefile);
  expect((await built()).image).toBe('main\nfs 1\nfs 2\nfs 3\n');
});

test('with the code, and nothing is left that could be taken for a kernel', async () => {
  await write(tree, { 'security/landlock/fs.c': 'ok\nBROKEN\n' });
  expect(await wrong({})).toMatch(
    /^the kernel does not build:\n.*security\/landlock\/fs.c:2:1: error: expected declaration$/,
  );
  expect(await listBuilds(store)).toEqual([]);
  await write(tree, { 'security/landlock/fs.c': 'mended\n' });
  expect((await built()).image).toBe('main\nmended\n');
});
