import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Store } from '../store/index.ts';
import { evictSnapshots } from './evict.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-test-'));
  for (const [age, name] of ['newest', 'middle', 'oldest'].entries()) {
    const directory = join(root, 'snapshots', name);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'memory'), Buffer.alloc(64 * 1024, 1));
    const used = new Date(Date.now() - age * 60_000);
    await utimes(directory, used, used);
  }
});

afterEach(() => rm(root, { recursive: true }));

const left = async () => (await readdir(join(root, 'snapshots'))).sort();

test('below the limit nothing is removed', async () => {
  expect(await evictSnapshots(new Store(root), new Set(['snapshots/newest']), 1024 ** 2)).toEqual([]);
  expect(await left()).toEqual(['middle', 'newest', 'oldest']);
});

test('the ones used longest ago go first, and only as many as must', async () => {
  expect(await evictSnapshots(new Store(root), new Set(['snapshots/newest']), 150 * 1024)).toEqual([
    'snapshots/oldest',
  ]);
  expect(await left()).toEqual(['middle', 'newest']);
});

test('a run keeps all that it made and found, whatever the limit', async () => {
  await evictSnapshots(new Store(root), new Set(['snapshots/oldest', 'snapshots/middle']), 1);
  expect(await left()).toEqual(['middle', 'oldest']);
});

test('the one in use stays, however old and however small the limit', async () => {
  await evictSnapshots(new Store(root), new Set(['snapshots/oldest']), 1);
  expect(await left()).toEqual(['oldest']);
});
