import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../store/index.ts';
import { buildKernelFrom } from './from.ts';
import { fakeTree, write } from './testing/fake-tree.ts';
import { keepWarnings, listenForWarnings, newWarnings, readWarnings } from './warnings.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-warnings-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
});

/** What is known after builds with this output, in objects that nothing was compiled in before. */
async function afterBuilds(...outputs: string[]): Promise<string[] | undefined> {
  const objects = join(root, 'objects');
  for (const output of outputs) {
    const listener = await listenForWarnings(objects, join(root, 'source'));
    for (const line of output.split('\n')) listener.line(line);
    await listener.remember();
  }
  await keepWarnings(objects, root);
  return readWarnings(root);
}

test('a build repeats no warning of what it does not compile', async () => {
  const first = `  CC      security/a.o
../source/security/a.c:1:2: warning: unused [-Wunused]
  CC      security/b.o
${root}/source/security/b.c:7: warning: odd`;
  const all = ['security/a.c:1:2: warning: unused [-Wunused]', 'security/b.c:7: warning: odd'];
  expect(await afterBuilds(first)).toEqual(all);
  expect(await afterBuilds('  LD      vmlinux')).toEqual(all);
  expect(await afterBuilds('  CC      security/a.o')).toEqual(all.slice(1));
});

test('a warning in a header belongs to what includes it, directly or not', async () => {
  const output = `  CC      security/a.o
In file included from ../source/security/outer.h:3,
                 from ../source/security/a.c:9:
../source/security/inner.h:1:2: warning: unused
  OBJTOOL vmlinux.o
vmlinux.o: warning: objtool: hook+0x1: unreachable`;
  const inner = 'security/inner.h:1:2: warning: unused';
  expect(await afterBuilds(output)).toEqual([inner, 'vmlinux.o: warning: objtool: hook+0x1: unreachable']);
  expect(await afterBuilds('  CC      security/a.o\n  OBJTOOL vmlinux.o')).toEqual([]);
});

test('what was compiled before anybody listened is not known', async () => {
  await write(join(root, 'objects'), { 'security/a.o': '' });
  expect(await afterBuilds('  CC      security/b.o')).toBeUndefined();
});

test('lines move: a warning is told by its file and words, and one more of the same is new', () => {
  const before = ['a.c:1:2: warning: unused', 'a.c:9: warning: odd'];
  expect(newWarnings(before, ['a.c:5:2: warning: unused', 'b.c:9: warning: odd'])).toEqual(['b.c:9: warning: odd']);
  expect(newWarnings(before, ['a.c:3:2: warning: unused', 'a.c:4:2: warning: unused'])).toEqual([
    'a.c:4:2: warning: unused',
  ]);
});

test('a kernel has its warnings beside it, those of a build that failed in between included', async () => {
  const tree = join(root, 'linux');
  await fakeTree(tree);
  await writeFile(join(tree, 'init/main.c'), 'main\nWARN unused variable\n');
  const request = { name: 'fake', tree, series: [], config: [], jobs: 1, store: new Store(join(root, 'cache')) };
  const built = () => buildKernelFrom({ ...request, requireTools: async () => {} });
  const warnings = ['init/main.c:2:1: warning: unused variable'];
  expect(await built()).toMatchObject({ warnings });
  // From the store: nothing is compiled, and nothing is said.
  expect(await built()).toMatchObject({ output: '', warnings });
  await writeFile(join(tree, 'security/landlock/fs.c'), 'BROKEN');
  await expect(built()).rejects.toThrow('does not build');
  await writeFile(join(tree, 'security/landlock/fs.c'), 'fixed');
  expect(await built()).toMatchObject({ warnings });
});
