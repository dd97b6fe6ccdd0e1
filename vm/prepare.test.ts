import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Kernel } from './kernels/index.ts';
import { rootObstacle } from './prepare.ts';
import { parseRecipe } from './rootfs/recipe.ts';

const recipe = parseRecipe(
  'suites: [x]\npackages: [x]\nready: [x.service]\nmemory: 64\nkernel: [UNIX, INET, EPOLL]\n',
  '/roots/small/recipe.yaml',
);

async function kernelWith(config: string): Promise<Kernel> {
  const directory = await mkdtemp(join(tmpdir(), 'kconform-test-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'config'), `# Linux\n${config}`);
  return { id: 'mine', config: join(directory, 'config') } as Kernel;
}

test('a kernel that has all that a root needs', async () => {
  expect(
    await rootObstacle(await kernelWith('CONFIG_UNIX=y\nCONFIG_INET=y\nCONFIG_EPOLL=y\n'), recipe),
  ).toBeUndefined();
});

test('a kernel that lacks options, of which a module is no better than nothing', async () => {
  const kernel = await kernelWith('CONFIG_UNIX=y\nCONFIG_INET=m\n# CONFIG_EPOLL is not set\n');
  expect(await rootObstacle(kernel, recipe)).toBe(
    'needs a guest with small, for which this kernel lacks CONFIG_INET, CONFIG_EPOLL',
  );
});

test('a kernel whose configuration nobody knows is tried', async () => {
  expect(await rootObstacle({ id: 'mine' } as Kernel, recipe)).toBeUndefined();
});
