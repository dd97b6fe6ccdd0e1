import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { selftestEntries } from '../image.ts';
import { prepare, said, tree } from './testing/setup.ts';

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
