/** What is done after a killed build. */
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { guardedBuild, removeUnfinished } from './interrupted.ts';

let objects: string;
/** Times are in seconds after the build began. */
const begun = 1_700_000_000;
const make = async (name: string, seconds: number, contents = '') => {
  await mkdir(dirname(join(objects, name)), { recursive: true });
  await writeFile(join(objects, name), contents);
  await utimes(join(objects, name), begun + seconds, begun + seconds);
};
const removed = async () => {
  const paths = await removeUnfinished(objects, BigInt(begun) * 1_000_000_000n);
  return paths.map((path) => path.slice(objects.length + 1)).sort();
};
beforeEach(async () => {
  objects = await mkdtemp(join(tmpdir(), 'kconform-build-'));
  onTestFinished(() => rm(objects, { recursive: true }));
});

test('what is younger than its command file goes, and what is older than the build stays', async () => {
  await make('whole.o', 1);
  await make('.whole.o.cmd', 2);
  await make('rebuilt.o', 500);
  await make('.rebuilt.o.cmd', -100);
  await make('before.c', -50);
  await make('.before.o.cmd', -60);
  await make('before.o', -50);
  expect(await removed()).toEqual(['rebuilt.o']);
});

test('of what never has a command file, and of command files themselves, what was written last goes', async () => {
  await make('tools/objtool', 10);
  await make('lib/table.h', 995);
  await make('lib/table.c', 100);
  await make('lib/last.o', 990);
  await make('lib/.last.o.cmd', 1000);
  await make('lib/whole.o', 900);
  await make('lib/.whole.o.cmd', 901);
  expect(await removed()).toEqual(['lib/.last.o.cmd', 'lib/table.h']);
});

test('what the configuration made stays, or everything would be made again', async () => {
  for (const name of ['include/config/auto.conf', 'arch/x86/include/generated/asm/a.h', '.config', 'kconform.config']) {
    await make(name, 1);
  }
  await make('last', 1);
  expect(await removed()).toEqual(['last']);
});

test('and only after one', async () => {
  const path = join(objects, 'first.o');
  const build = () => writeFile(path, '');
  await guardedBuild(objects, build);
  await guardedBuild(objects, async () => {});
  expect(await readFile(path, 'utf8')).toBe('');
  const killed = guardedBuild(objects, async () => {
    await build();
    throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  await guardedBuild(objects, async () => {});
  await expect(readFile(path)).rejects.toThrow('ENOENT');
});
