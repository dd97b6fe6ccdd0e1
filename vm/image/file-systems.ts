import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { InfrastructureError } from '../errors.ts';
import { installHint } from '../installation.ts';
import { Store } from '../store/index.ts';

/** How a file system image is made. Everything that mke2fs would choose by chance is given, so that the same words give the same bytes. */
const recipes: Readonly<Record<string, { kilobytes: number; command: readonly string[] }>> = {
  ext4: {
    kilobytes: 512,
    command: [
      ...['mke2fs', '-q', '-F', '-t', 'ext4', '-b', '1024', '-N', '256', '-m', '0'],
      // No journal: nothing is worth keeping, and mounting is faster.
      ...['-O', 'none,filetype,extent,ext_attr,dir_index,sparse_super,large_file,extra_isize'],
      ...['-U', '6b636f6e-666f-4d00-8000-000000000004'],
      ...['-E', 'hash_seed=6b636f6e-666f-4d00-8000-000000000005,root_owner=0:0,lazy_itable_init=0'],
    ],
  },
};

/** Names of the images that {@link fileSystemImage} can make. */
export const fileSystemImages: readonly string[] = Object.keys(recipes);

/**
 * An empty file system in a file, in the store.
 *
 * @param name one of {@link fileSystemImages}
 * @throws {InfrastructureError} when its program is missing or fails
 */
export async function fileSystemImage(name: string, store = new Store()): Promise<string> {
  const recipe = recipes[name];
  if (recipe === undefined) throw new RangeError(`there is no recipe for a file system '${name}'`);
  const [program, ...words] = recipe.command;
  const key = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16);
  return store.ensure(`images/${name}-${key}.img`, async (target) => {
    const file = await open(target, 'w');
    await file.truncate(recipe.kilobytes * 1024);
    await file.close();
    const made = await execa(program!, [...words, target], {
      reject: false,
      all: true,
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, MKE2FS_CONFIG: '/dev/null', E2FSPROGS_FAKE_TIME: '1' },
    });
    if (made.failed) {
      const what = made.code === 'ENOENT' ? 'it is not installed' : made.all;
      throw new InfrastructureError(`${program} made no file system ${name}: ${what}`, {
        hint: installHint(['e2fsprogs']),
        cause: made,
      });
    }
  });
}

/** The files of an initramfs for these images: `images/NAME.img`. */
export async function fileSystemFiles(names: readonly string[]): Promise<{ path: string; data: Uint8Array }[]> {
  return Promise.all(
    names.map(async (name) => ({ path: `images/${name}.img`, data: await readFile(await fileSystemImage(name)) })),
  );
}
