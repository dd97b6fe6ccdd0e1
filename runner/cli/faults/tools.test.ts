/** Programs that are missing: status 69, with what to install. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../../../vm/installation.ts';
import { expectFailure, isRoot, run, suite, temporary } from '../../testing/fault-box.ts';

const command = () => ['run', '--kernel', 'debian:7.3', '--suite', suite("quick('fine');")];

/** A folder for PATH with these programs only. */
function pathWith(programs: readonly string[]): string {
  const folder = temporary();
  for (const program of programs) {
    const { stdout } = execaSync('sh', ['-c', `command -v ${program}`], { reject: false });
    if (stdout.startsWith('/')) symlinkSync(stdout, join(folder, program));
  }
  return folder;
}

test('no QEMU in PATH', async () => {
  const PATH = pathWith(['make', 'cc', 'setpriv', 'flock', 'git', 'sh', 'awk']);
  const result = await run(command(), { environment: { PATH, KCONFORM_QEMU: undefined } });
  expectFailure(
    result,
    69,
    /^kconform: error: qemu-system-x86_64 is not installed\nhint: install the package qemu-system-x86/,
  );
});

test('KCONFORM_QEMU names nothing', async () => {
  const result = await run(command(), { environment: { KCONFORM_QEMU: '/nonexistent' } });
  expectFailure(result, 69, /^kconform: error: \/nonexistent is not installed\nhint: KCONFORM_QEMU names it/);
});

test('KCONFORM_QEMU names something else', async () => {
  const result = await run(command(), { environment: { KCONFORM_QEMU: '/bin/false' } });
  expectFailure(result, 69, /^kconform: error: \/bin\/false --version failed: .*\nhint: KCONFORM_QEMU names it/);
});

// The probe is built below the checkout: an empty file system over that folder, which nobody else sees.
const emptyBuild = `mount -t tmpfs tmpfs '${join(root, 'build')}'`;

test.runIf(isRoot)('no compiler', async () => {
  mkdirSync(join(root, 'build'), { recursive: true });
  const named = await run(command(), { mounts: emptyBuild, environment: { CC: '/nonexistent' } });
  expectFailure(named, 69, /^kconform: error: .*there is no C compiler \/nonexistent\nhint: CC names it/);
  const PATH = pathWith(['make', 'sh', 'mount', 'unshare', 'setpriv', 'flock', 'git']);
  const none = await run(command(), { mounts: emptyBuild, environment: { PATH, CC: undefined } });
  expectFailure(none, 69, /^kconform: error: .*there is no C compiler cc\nhint: .*make setup/);
});

test.runIf(isRoot)('no make', async () => {
  const PATH = pathWith(['sh', 'mount', 'unshare', 'setpriv', 'flock', 'git']);
  const result = await run(command(), { mounts: emptyBuild, environment: { PATH } });
  expectFailure(result, 69, /^kconform: error: .*make is not installed\nhint: /);
  expect(result.stdout).toBe('');
});
