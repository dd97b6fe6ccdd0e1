/** What was asked for is not there, or is not what it should be: status 2, before anything runs. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectFailure, isRoot, run, suite, temporary } from '../../testing/fault-box.ts';
import { capture } from '../run-cli.ts';

/** The error stream, for a run of this kernel. */
async function refused(kernel: string): Promise<string> {
  const result = await run(['run', '--kernel', kernel, '--suite', suite("quick('fine');")]);
  expectFailure(result, 2, /^kconform: error: /);
  expect(result.stdout).toBe('');
  return result.stderr;
}

test.each([
  ['debain:7.3', 'unknown kernel debain:7.3', 'did you mean debian:7.3?'],
  ['7.3', 'unknown kernel 7.3', 'did you mean debian:7.3?'],
  ['debian:8.*', 'no known kernel matches debian:8.*', expect.stringContaining('known are')],
  ['./missing', 'no kernel at ./missing: no such file or directory', expect.stringContaining('bzImage')],
  ['/etc', '/etc is no kernel tree: it has no arch/x86/boot/bzImage', expect.stringContaining('bzImage')],
  ['/dev/null', '/dev/null is no kernel image: the file is empty', expect.stringContaining('bzImage')],
])('kernel %s', async (name, message, hint) => {
  const [first, second, ...rest] = (await refused(name)).trimEnd().split('\n');
  expect(first).toBe(`kconform: error: ${message}`);
  expect(second?.replace('hint: ', '')).toEqual(hint);
  expect(rest).toEqual([]);
});

test('a file that is no kernel', async () => {
  const path = join(temporary(), 'notes.txt');
  writeFileSync(path, 'buy milk\n');
  expect(await refused(path)).toMatch(/notes\.txt is no kernel image: .*"HdrS".*\nhint: give an x86-64 bzImage/);
});

test('a kernel that the user may not read', async ({ skip }) => {
  if (isRoot) skip('root may read everything');
  const path = join(temporary(), 'bzImage');
  writeFileSync(path, '');
  chmodSync(path, 0);
  expect(await refused(path)).toMatch(/cannot read .*bzImage: permission denied\nhint: /);
});

test.each([
  ['landlock/scoop', 'did you mean landlock/scope?'],
  ['landlock/scpe/abstract', 'did you mean landlock/scope/abstract?'],
  ['xyzzy-plugh-nothing-like-it', './kconform list shows all scenarios'],
])('scenario %s', async (pattern, hint) => {
  expect(await capture('list', pattern)).toEqual({
    status: 2,
    out: '',
    err: `kconform: error: no scenario matches '${pattern}'\nhint: ${hint}\n`,
  });
});
