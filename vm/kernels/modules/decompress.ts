import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { execa } from 'execa';
import { InfrastructureError } from '../../errors.ts';
import { errorCode } from '../../store/index.ts';

/**
 * Contents of a module file, decompressed if its name ends in .xz, .zst or .gz.
 *
 * @throws InfrastructureError when it is damaged, or when `xz` is needed and not installed
 */
export async function readModule(path: string): Promise<Buffer> {
  const raw = await readFile(path);
  try {
    if (path.endsWith('.zst')) return await promisify(zstdDecompress)(raw);
    if (path.endsWith('.gz')) return await promisify(gunzip)(raw);
    // Node has no xz; the package xz-utils is there wherever dpkg-deb is.
    if (path.endsWith('.xz'))
      return Buffer.from((await execa('xz', ['-dc'], { input: raw, encoding: 'buffer' })).stdout);
    return raw;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT')
      throw new InfrastructureError(`cannot unpack ${path}: xz is not installed`, { cause });
    throw new InfrastructureError(`cannot unpack ${path}: it is damaged`, { cause });
  }
}
