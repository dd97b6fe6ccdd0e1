import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { selftestEntries } from '../image.ts';
import { calledBy, chooseTests, companions, isPlain } from './choose.ts';
import { fileSystemTools } from './file-systems.ts';
import { prepare, tree } from './testing/setup.ts';
import { openLtp } from './tree.ts';

let folder: string;
let prefix: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kconform-ltp-'));
  prefix = join(folder, 'ltp');
  await execa('make', ['-s', '-C', 'fixtures/selftests/ltp', `PREFIX=${prefix}`]);
});
afterAll(() => rm(folder, { recursive: true }));

test('what runtest says of tests, and the programs that there are', async () => {
  const { id, installed, commands, programs } = await openLtp(prefix);
  expect([id, installed]).toEqual([`LTP 20260930 in ${prefix}`, true]);
  expect(commands.get('lt_skip')).toBe('lt_skip -x');
  expect(commands.get('lt_shell')).toBe('lt_shell.sh "of two words" | cat');
  expect([...commands.keys()].filter((tag) => tag.includes('#'))).toEqual([]);
  expect(programs.get('lt_helper')).toBe(join(prefix, 'testcases/bin/lt_helper'));
});

test('names are tags, or else programs, and globs mean tests only', async () => {
  const found = await openLtp(prefix);
  const tags = (...names: string[]) =>
    chooseTests(found, names).map(({ tag, only }) => [tag, only].filter(Boolean).join(' '));
  expect(tags('lt_[hs]*')).toEqual(['lt_sections', 'lt_shell', 'lt_silent', 'lt_skip']);
  expect(tags('lt_helper')).toEqual(['lt_helper']);
  expect(tags('lt_sections/ext4-2', 'selftests/ltp/lt_skip/whole-program')).toEqual(['lt_sections ext4', 'lt_skip']);
  expect(() => tags('lt_none')).toThrow(`LTP 20260930 in ${prefix} has no test 'lt_none'`);
  expect(() => tags('landlock*')).toThrow("has no test 'landlock*'");
});

test('commands are plain, or a shell has to do with them', async () => {
  const found = await openLtp(prefix);
  expect([isPlain('lt_skip -x a=b'), isPlain('A=1 lt_skip'), isPlain('cd /; lt_skip')]).toEqual([true, false, false]);
  expect(calledBy(found, 'A=1 B=2 lt_skip -x')).toEqual(['lt_skip']);
  expect(calledBy(found, 'cd /tmp; lt_skip lt_other')).toEqual(['cd', 'lt_skip']);
});

test('a test takes along what it names, and no more', async () => {
  const found = await openLtp(prefix);
  expect(await companions(found, 'lt_environment')).toEqual(['lt_environment', 'lt_helper']);
  expect(await companions(found, 'lt_skip -x')).toEqual(['lt_skip']);
});

test('what cannot run says why', async () => {
  const obstacles = async (directory: string, ...names: string[]) =>
    (await prepare(directory, ...names)).tests.programs.map(({ name, obstacle }) =>
      [name, obstacle].filter(Boolean).join(': '),
    );
  expect(await obstacles(prefix, 'lt_skip', 'lt_unbuilt')).toEqual([
    'lt_skip',
    'lt_unbuilt: lt_unbuilt is not there: LTP was built without it',
  ]);
  const odd = await tree({
    'testcases/bin/script': '#!/bin/bash\n',
    'testcases/bin/plain.sh': '#!/bin/sh\n',
    'testcases/bin/found.sh': '#!/usr/bin/env sh\n',
    'testcases/bin/python.py': '#!/usr/bin/env python3\n',
    'testcases/bin/text': 'no program\n',
  });
  expect(await obstacles(odd, 'script', 'plain.sh', 'text', 'found.sh', 'python.py')).toEqual([
    'script: it is a script for /bin/bash, which guests do not have',
    'plain.sh',
    'text: text is no program for x86-64',
    'found.sh',
    'python.py: it is a script for python3, which guests do not have',
  ]);
});

test('no LTP', async () => {
  await expect(openLtp(folder)).rejects.toThrow(
    `${folder} is no LTP: it has neither testcases/bin nor testcases/kernel`,
  );
  await expect(openLtp('/no/where')).rejects.toThrow('/no/where is no LTP: there is nothing');
});

test('an initramfs has the test as it is installed, its data, libraries, users, and what makes file systems', async () => {
  const { tests } = await prepare(prefix, 'lt_environment');
  const config = join(folder, 'config');
  await writeFile(config, 'CONFIG_SECURITY_LANDLOCK=y\n');
  const entries = await selftestEntries([tests], config);
  const paths = entries.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      ...['opt/ltp/run', 'opt/ltp/kernel-config', 'kselftest/launch', 'etc/passwd', 'lib64/ld-linux-x86-64.so.2'],
      ...['opt/ltp/testcases/bin/lt_helper', 'opt/ltp/testcases/data/lt_environment/text'],
      ...[...tests.tools.keys()].map((name) => `sbin/${name}`),
    ]),
  );
  expect(paths.some((path) => path.endsWith('/libc.so.6'))).toBe(true);
  expect(paths).not.toContain('opt/ltp/testcases/bin/lt_panic');
  const seen = new Set<string>();
  for (const { path } of entries) {
    if (dirname(path) !== '.' && !['bin', 'etc', 'lib'].includes(dirname(path)))
      expect(seen, path).toContain(dirname(path));
    seen.add(path);
  }
  const helper = entries.find(({ path }) => path.endsWith('/lt_helper'));
  expect(helper?.data).toEqual(await readFile(join(prefix, 'testcases/bin/lt_helper')));
  expect((await stat(tests.launcher)).mode & 0o111).not.toBe(0);
});

test('file systems that this host can make are asked of the kernel, and no others', async () => {
  const directory = await tree({ 'mkfs.xfs': '#!/bin/sh\n', 'mkfs.odd': '#!/bin/sh\n' });
  expect(fileSystemTools(directory)).toEqual({
    paths: new Map([['mkfs.xfs', join(directory, 'mkfs.xfs')]]),
    options: { XFS_FS: ['xfs'] },
  });
});
