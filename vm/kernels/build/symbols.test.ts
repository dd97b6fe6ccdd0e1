import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { definedOptions, withoutUndefined } from './symbols.ts';
import { write } from './testing/fake-tree.ts';

test('options of our fragments that an old kernel does not define are left out', async () => {
  const tree = await mkdtemp(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rm(tree, { recursive: true }));
  await write(tree, {
    Kconfig: 'config NET\n\tbool\nmenuconfig  DEBUG\nconfig\tTABBED\n',
    'fs/Kconfig.debug': 'if X\n  config FS_DEBUG\n',
    README: 'config NOTHING\n',
  });
  const defined = await definedOptions(tree);
  expect([...defined].sort()).toEqual(['DEBUG', 'FS_DEBUG', 'NET', 'TABBED']);
  expect(withoutUndefined('CONFIG_NET=y\n# CONFIG_VT is not set\nCONFIG_NEW=y\nCONFIG_LSM="a"\n', defined)).toEqual({
    text: 'CONFIG_NET=y\n',
    left: ['NEW', 'LSM'],
  });
});
