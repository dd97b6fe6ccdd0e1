import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkConfig } from './configure.ts';
import { configText, mergeOptions, parseConfig, unstuckOptions } from './fragment.ts';
import { fragment } from './fragments.ts';
import { dependenciesOf, unmetTerms } from './kconfig.ts';

const CONFIG = parseConfig('CONFIG_NET=y\nCONFIG_HZ=250\n# CONFIG_BLOCK is not set\nCONFIG_LSM="landlock"\n');

test('a fragment is read and written back', () => {
  expect([...CONFIG]).toEqual([
    ['NET', 'y'],
    ['HZ', '250'],
    ['BLOCK', 'n'],
    ['LSM', '"landlock"'],
  ]);
  expect(parseConfig(configText(CONFIG))).toEqual(CONFIG);
  expect(mergeOptions(['CONFIG_A=y\n', '# CONFIG_A is not set\nCONFIG_B=y']).get('A')).toBe('n');
});

test('what did not stick is found; an option that is not there is off', () => {
  const wanted = parseConfig('CONFIG_NET=y\nCONFIG_EXT4_FS=y\n# CONFIG_MODULES is not set\nCONFIG_HZ=100');
  expect(unstuckOptions(wanted, CONFIG)).toEqual([
    { option: 'EXT4_FS', wanted: 'y', got: undefined },
    { option: 'HZ', wanted: '100', got: '250' },
  ]);
});

test('dependencies are those of the option, and of the blocks around it', () => {
  const text = `
menu "File systems"
	depends on MMU
if BLOCK
config EXT4_FS
	tristate "ext4"
	depends on !S390 && \\
		(CRC16 || CRC32)
	select JBD2
endif
config TMPFS
	bool "tmpfs"
	depends on SHMEM
endmenu
config OUTSIDE
	bool
`;
  expect(dependenciesOf(text, 'EXT4_FS').map((each) => each.replace(/\s+/g, ' '))).toEqual([
    'MMU',
    'BLOCK',
    '!S390 && (CRC16 || CRC32)',
  ]);
  expect(dependenciesOf(text, 'TMPFS')).toEqual(['MMU', 'SHMEM']);
  expect(dependenciesOf(text, 'OUTSIDE')).toEqual([]);
});

test('of a condition, the terms that do not hold are told', () => {
  expect(unmetTerms('NET && BLOCK && !NET && (BLOCK || QUOTA) && (NET || BLOCK)', CONFIG)).toEqual([
    'BLOCK is off',
    'NET is y',
    '(BLOCK || QUOTA) does not hold',
  ]);
});

describe('an option that a kernel refuses', () => {
  let tree: string;
  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'kconform-kconfig-'));
    const write = async (path: string, text: string) => {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), text);
    };
    await write('fs/Kconfig', 'if BLOCK\nconfig EXT4_FS\n\tbool "ext4"\nendif\n');
    await write('arch/arm64/Kconfig', 'config EXT4_FS\n\tdepends on ARM64\n');
  });
  afterAll(() => rm(tree, { recursive: true }));

  test('is an error that names it and what it lacks', async () => {
    const wanted = parseConfig('CONFIG_EXT4_FS=y\nCONFIG_NOWHERE=y\n# CONFIG_NET is not set');
    await expect(checkConfig(tree, wanted, CONFIG)).rejects.toMatchObject({
      name: 'UserError',
      message: `the kernel does not take these options:
  CONFIG_EXT4_FS is not set, not y: BLOCK is off
  CONFIG_NOWHERE is not set, not y: NOWHERE is not an option of this kernel
  CONFIG_NET is y, not n: something selects it`,
    });
  });
});

test('our own fragments contradict neither themselves nor each other', async () => {
  const texts = await Promise.all((['base', 'landlock', 'coverage', 'faults'] as const).map(fragment));
  const all = texts.flatMap((text) => [...parseConfig(text)]);
  const merged = mergeOptions(texts);
  expect(all.filter(([name, value]) => merged.get(name) !== value)).toEqual([]);
});
