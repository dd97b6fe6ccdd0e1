import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_LOCK_FILE, readLockFile } from './lockfile.ts';
import { DEFAULT_SERIES } from './names.ts';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'kconform-lock-')), 'kernels.lock.json');
});
afterEach(() => rm(join(path, '..'), { recursive: true }));

test('the repository’s own lock file pins every default kernel', async () => {
  const { kernels } = await readLockFile(DEFAULT_LOCK_FILE);
  expect(Object.keys(kernels)).toEqual(expect.arrayContaining([...DEFAULT_SERIES]));
});

test('no lock file pins nothing', async () => {
  expect((await readLockFile(path)).kernels).toEqual({});
});

test.each([
  ['{', /is not JSON/],
  ['[]', /not a kernel lock file of version 1/],
  ['{"version":2,"kernels":{}}', /not a kernel lock file of version 1/],
  ['{"version":1,"kernels":{"7.3":{}}}', /entry of 7\.3 is damaged/],
  ['{"version":1,"kernels":{"7.3":{"image":{"name":"x","version":"1","sha256":"zz"}}}}', /entry of 7\.3 is damaged/],
])('%s is refused', async (text, message) => {
  await writeFile(path, text);
  await expect(readLockFile(path)).rejects.toThrow(message);
});
