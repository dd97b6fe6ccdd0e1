import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../errors.ts';
import { FakeArchive, type FakePackage } from '../../kernels/testing/fake-archive.ts';
import { imageKernel } from '../../kernels/testing/fake-packages.ts';
import { type Sandbox, sandbox } from '../../kernels/testing/setup.ts';
import { prepareLtp } from './prepare.ts';

const missingTool = (await execa('which', ['gpg', 'apt-get', 'dpkg-deb'], { reject: false })).exitCode !== 0;

// Needs gpg, apt-get and dpkg-deb to build and sign the archive.
describe.skipIf(missingTool)('LTP from an archive', { timeout: 60_000 }, () => {
  let archive: FakeArchive;
  beforeAll(async () => {
    archive = await FakeArchive.start();
  }, 60_000);
  afterAll(() => archive?.[Symbol.asyncDispose]());

  const prepare = ({ options }: Sandbox) =>
    prepareLtp({
      ...{ directory: 'debian', names: ['landlock*'], archive: options.archive, onFetch: options.onEvent },
      ...{ store: options.store, jobs: 1, say: () => {} },
    });
  const ltp = (version: string): FakePackage => ({
    name: 'ltp',
    version,
    files: {
      'usr/lib/ltp/testcases/bin/landlock01': `#!/bin/sh\n# ${version}\n`,
      'usr/lib/ltp/runtest/syscalls': 'landlock01 landlock01\n',
    },
  });

  test('the newest package, wherever it has its programs, and how to ask for it again', async () => {
    await archive.publish('fake', [...imageKernel('6.12.1'), ltp('20250930-1'), ltp('20260930-1')]);
    await using box = await sandbox(archive);
    const [target] = await prepare(box);
    const tests = target!.selftests;
    expect([tests.source, tests.origin]).toEqual(['ltp 20260930-1', { ltp: 'debian' }]);
    expect(tests.programs).toEqual([{ name: 'landlock01', command: 'landlock01', file: 'testcases/bin/landlock01' }]);
    const path = tests.format === 'ltp' ? tests.tree.programs.get('landlock01')! : '';
    expect(path).toMatch(new RegExp(`^${join(box.directory, 'cache/selftests')}/ltp-[0-9a-f]{32}/usr/lib/ltp/`));
    expect(await readFile(path, 'utf8')).toContain('20260930-1');
  });

  test('no mirror has one: said once, with what to do', async () => {
    await archive.publish('fake', imageKernel('6.12.1'));
    await using box = await sandbox(archive);
    const refused = prepare(box);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow('the Debian archive has no package ltp');
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('give --ltp a directory') });
  });

  test('a package of another kind says what it lacks', async () => {
    const odd = { name: 'ltp', version: '1', files: { 'usr/bin/ltp': 'text\n' } };
    await archive.publish('fake', [...imageKernel('6.12.1'), odd]);
    await using box = await sandbox(archive);
    await expect(prepare(box)).rejects.toThrow('the package ltp 1 has no testcases/bin');
  });
});
