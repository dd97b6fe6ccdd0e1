import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Store } from '../../store/index.ts';
import { collectSources } from './collect.ts';

test('sources that nothing is built from go; what is unpacked at the moment stays', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kconform-sources-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const store = new Store(root);
  expect(await collectSources(store)).toEqual([]);
  for (const path of ['sources/old/fs', 'sources/used/fs', 'sources/fresh/fs', 'workspaces/used/source']) {
    await mkdir(store.path(path), { recursive: true });
  }
  {
    await using _unpacking = await store.lock('sources/fresh');
    expect(await collectSources(store)).toEqual(['sources/old']);
  }
  expect((await readdir(store.path('sources'))).sort()).toEqual(['fresh', 'used']);
  expect(await collectSources(store)).toEqual(['sources/fresh']);
});
