import { execa } from 'execa';

/** Compress with xz. */
export async function xzCompress(data: Buffer): Promise<Buffer> {
  const { stdout } = await execa('xz', ['-c'], { input: data, encoding: 'buffer' });
  return Buffer.from(stdout);
}
