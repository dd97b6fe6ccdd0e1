import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { isForGuests, readDynamic } from './dynamic.ts';
import { Libraries, MissingLibrary } from './libraries.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kconform-libraries-'));
  await writeFile(join(folder, 'answer.c'), 'int answer(void) { return 42; }\n');
  await writeFile(join(folder, 'main.c'), 'int answer(void);\nint main(void) { return answer(); }\n');
  await mkdir(join(folder, 'lib'));
  const gcc = (...words: string[]) => execa('gcc', words, { cwd: folder });
  await gcc('-shared', '-fPIC', '-o', 'lib/libanswer.so', 'answer.c', '-Wl,-soname,libanswer.so');
  await gcc('main.c', '-o', 'main', '-Llib', '-lanswer', '-Wl,-rpath,$ORIGIN/lib');
  await gcc('main.c', '-o', 'lost', '-Llib', '-lanswer');
  await gcc('main.c', 'answer.c', '-static', '-o', 'static');
  return () => rm(folder, { recursive: true });
});

const host = () => Libraries.ofHost();

test('what a program needs is read from it, as readelf reads it', async () => {
  const file = await readFile(join(folder, 'main'));
  const said = (await execa('readelf', ['-d', '-l', join(folder, 'main')])).stdout;
  const { interpreter, needed, path } = readDynamic(file);
  expect(needed).toEqual([...said.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name));
  expect(interpreter).toBe(/program interpreter: (.*)\]/.exec(said)?.[1]);
  expect(path).toEqual(['$ORIGIN/lib']);
});

test('a program gets its linker, its libraries and theirs, wherever they are found', async () => {
  const found = await (await host()).of(join(folder, 'main'));
  expect(found).toContain(join(folder, 'lib/libanswer.so'));
  expect(found).toContain('/lib64/ld-linux-x86-64.so.2');
  expect(found.filter((path) => path.endsWith('/libc.so.6'))).toHaveLength(1);
  // With nothing but these a program starts.
  const root = await mkdtemp(join(tmpdir(), 'kconform-root-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const path of found) await copyFile(path, join(root, path.split('/').at(-1)!));
  const linker = join(root, 'ld-linux-x86-64.so.2');
  const words = ['--inhibit-cache', '--library-path', root, join(folder, 'main')];
  expect((await execa(linker, words, { reject: false })).exitCode).toBe(42);
});

test('static programs need nothing, a lost library is named, and a damaged file is no error', async () => {
  expect(await (await host()).of(join(folder, 'static'))).toEqual([]);
  const lost = (await host()).of(join(folder, 'lost'));
  await expect(lost).rejects.toThrow(MissingLibrary);
  await expect(lost).rejects.toThrow('it needs libanswer.so, which this host does not have');
  const file = await readFile(join(folder, 'main'));
  expect(readDynamic(file.subarray(0, 200))).toEqual({ interpreter: undefined, needed: [], path: [] });
  expect(isForGuests(Buffer.from('#!/bin/sh\n'))).toBe(false);
});

test('what ldconfig knows comes before the usual directories', async () => {
  const elsewhere = new Libraries(new Map([['libanswer.so', join(folder, 'lib/libanswer.so')]]));
  expect(await elsewhere.of(join(folder, 'lost'))).toContain(join(folder, 'lib/libanswer.so'));
});
