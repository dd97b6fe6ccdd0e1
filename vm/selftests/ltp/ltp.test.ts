import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../store/index.ts';
import { selftestEntries } from '../image.ts';
import { calledBy, chooseTests, companions, isPlain } from './choose.ts';
import { fileSystemTools } from './file-systems.ts';
import { type LtpTests, prepareLtp } from './prepare.ts';
import { openLtp } from './tree.ts';

let folder: string;
let prefix: string;
let store: Store;
const said: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kconform-ltp-'));
  prefix = join(folder, 'ltp');
  await execa('make', ['-s', '-C', 'fixtures/selftests/ltp', `PREFIX=${prefix}`]);
  store = new Store(join(folder, 'cache'));
});
afterAll(() => rm(folder, { recursive: true }));

async function tree(files: Record<string, string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kconform-ltp-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
    if (text.startsWith('#!')) await chmod(join(directory, name), 0o755);
  }
  return directory;
}

const prepare = async (directory: string, ...names: string[]) => {
  const targets = await prepareLtp({ directory, names, store, jobs: 1, say: (text) => said.push(text) });
  return { targets, tests: targets[0]!.selftests as LtpTests };
};

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
    'testcases/bin/text': 'no program\n',
  });
  expect(await obstacles(odd, 'script', 'plain.sh', 'text')).toEqual([
    'script: it is a script for /bin/bash, which guests do not have',
    'plain.sh',
    'text: text is no program for x86-64',
  ]);
});

/** As much of LTP's source as building it calls: autotools, configure, and directories of tests that want to be configured. */
const sources = {
  Makefile:
    "autotools: ; @printf '#!/bin/sh\\necho CC=gcc >include/mk/config.mk\\n' >configure; chmod +x configure; touch include/config.h.in\n",
  'configure.ac': 'dnl\n',
  '.gitignore': 'configure\nconfig.mk\nconfig.h.in\nlandlock0[12]\nlandlock_exec\n',
  VERSION: '20260930\n',
  'include/mk/README': '\n',
  'testcases/lib/tst_test.sh': 'true\n',
  'testcases/kernel/syscalls/landlock/Makefile':
    'include ../../../../include/mk/config.mk\nall: landlock01 landlock02 landlock_exec\n%: %.c ; $(CC) $< -o $@\n',
  'testcases/kernel/syscalls/landlock/landlock01.c':
    'int puts(const char *);\nint main(void) { return puts("landlock_exec") < 0; }\n',
  'testcases/kernel/syscalls/landlock/landlock02.c': 'int main(void) { return 0; }\n',
  'testcases/kernel/syscalls/landlock/landlock_exec.c': 'int main(void) { return 0; }\n',
  'testcases/kernel/syscalls/landlock/datafiles/text': 'text\n',
  'runtest/syscalls': 'landlock01 landlock01\nlandlock02 landlock02\nlandlock03 landlock03\n',
};
const at = 'testcases/kernel/syscalls/landlock';

test('what is not built is built in a copy, once for the same source, and the tree stays as it was', async () => {
  const directory = await tree(sources);
  const before = await readdir(directory, { recursive: true });
  said.length = 0;
  const { tests, targets } = await prepare(directory, 'landlock*');
  const id = `LTP 20260930 in ${directory}`;
  expect(said.filter((text) => !text.startsWith('bringing'))).toEqual([
    `${id}: make autotools`,
    `${id}: ./configure`,
    `${id}: make -C ${at} -j1`,
  ]);
  expect(tests.origin).toEqual({ ltp: directory });
  expect([tests.source, targets.length]).toEqual([id, 3]);
  expect(tests.programs).toEqual([
    { name: 'landlock01', command: 'landlock01', file: `${at}/landlock01.c` },
    { name: 'landlock02', command: 'landlock02', file: `${at}/landlock02.c` },
    expect.objectContaining({ obstacle: 'landlock03 is not there: LTP was built without it' }),
  ]);
  const paths = (await selftestEntries([tests])).map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['opt/ltp/testcases/bin/landlock_exec', 'opt/ltp/testcases/data/landlock02/text']),
  );
  expect((await readdir(directory, { recursive: true })).sort()).toEqual(before.sort());
  said.length = 0;
  await prepare(directory, 'landlock01');
  expect(said.filter((text) => text.includes('make'))).toEqual([]);
  await writeFile(join(directory, at, 'landlock01.c'), 'int main(void) { return 7; }\n');
  const changed = await prepare(directory, 'landlock01');
  expect(said.filter((text) => !text.startsWith('bringing'))).toEqual([`${id}: make -C ${at} -j1`]);
  const program = changed.tests.tree.programs.get('landlock01')!;
  expect((await execa(program, { reject: false })).exitCode).toBe(7);
});

test('what the user built runs as it is', async () => {
  const directory = await tree(sources);
  for (const name of ['landlock01', 'landlock02'])
    await execa('gcc', [`${name}.c`, '-o', name], { cwd: join(directory, at) });
  said.length = 0;
  const { tests } = await prepare(directory, 'landlock01', 'landlock02');
  expect(said).toEqual([]);
  expect(tests.tree.programs.get('landlock01')).toBe(join(directory, at, 'landlock01'));
});

test('what does not build says so, with the packages where they are known', async () => {
  const directory = await tree({ ...sources, [`${at}/landlock02.c`]: 'int main(void) { return unknown; }\n' });
  const refused = prepare(directory, 'landlock01');
  await expect(refused).rejects.toThrow(
    new RegExp(
      `^LTP 20260930 in ${directory} does not build here: make -C ${at} -j1 failed\n.*error: .unknown. undeclared`,
      's',
    ),
  );
  await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('build it by hand') });
  const poor = await tree({
    ...sources,
    Makefile: 'autotools: ; kconform-has-no-aclocal || { echo "sh: 1: aclocal: not found" >&2; false; }\n',
  });
  await expect(prepare(poor, 'landlock01')).rejects.toMatchObject({
    hint: expect.stringContaining('autoconf automake m4 pkg-config'),
  });
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
