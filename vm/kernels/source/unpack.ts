import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../../errors.ts';
import type { Store } from '../../store/index.ts';
import { runToolStrictly } from '../apt/run.ts';
import { unpackDeb } from '../unpack.ts';

/**
 * Unpack the tarball in a linux-source package.
 *
 * @param deb path of the package
 * @param target directory to make: the top of the tree
 * @throws InfrastructureError when the package is damaged, or is not what it says
 */
export async function unpackSource(store: Store, deb: string, target: string, signal?: AbortSignal): Promise<void> {
  await store.scratch('source', async (scratch) => {
    await unpackDeb(deb, scratch, ['*/share/*'], signal);
    const folder = join(scratch, 'usr/src');
    const names = await readdir(folder).catch(() => []);
    const tarball = names.find((name) => /^linux-source-.*\.tar\.\w+$/.test(name));
    if (!tarball) throw new InfrastructureError(`${deb} holds no kernel source at usr/src`);
    await mkdir(target);
    const flags = ['-x', '-f', join(folder, tarball), '-C', target, '--strip-components=1', '--no-same-owner'];
    await runToolStrictly('tar', flags, { signal });
  });
  // The store flushes every single file; with 90,000 of them that is quick only when the disk has them already.
  await runToolStrictly('sync', ['-f', target], { signal });
}
