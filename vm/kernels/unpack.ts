import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError } from '../errors.ts';
import { sha256File } from '../store/index.ts';
import type { DebianKernel } from './apt/catalogue.ts';
import { inspectImage } from './image.ts';

/** What lies beside an unpacked kernel, in `kernel.json`. */
export interface KernelManifest {
  version: string;
  debian: string;
  release: string;
  /** SHA-256 of the image. */
  sha256: string;
  /** Size of the image in bytes and its modification time in milliseconds, by which damage shows without reading it. */
  size: number;
  mtime: number;
  /** Is there a `config` file beside it? */
  config: boolean;
}

const NO_KERNEL_FILES = ['*/kernel/*', '*/share/*', '*/System.map*'];

/** Where the packages put the files that we keep: up to 7.1 in boot, later all in the modules' directory. */
const KEPT: Record<string, (release: string) => string[]> = {
  vmlinuz: (r) => [`boot/vmlinuz-${r}`, `usr/lib/modules/${r}/vmlinuz`, `lib/modules/${r}/vmlinuz`],
  config: (r) => [`boot/config-${r}`, `usr/lib/modules/${r}/config`, `lib/modules/${r}/config`],
  'modules.builtin': (r) => [`usr/lib/modules/${r}/modules.builtin`, `lib/modules/${r}/modules.builtin`],
};

/**
 * Unpack a package's files except those that match `exclude`.
 *
 * @param deb path of the package
 * @param directory to unpack into; must exist
 * @param exclude patterns of tar
 * @throws InfrastructureError when the package is damaged
 */
export async function unpackDeb(deb: string, directory: string, exclude: string[], signal?: AbortSignal) {
  const options = { env: { LC_ALL: 'C' }, buffer: { stdout: false }, ...(signal && { cancelSignal: signal }) } as const;
  const flags = ['-x', '-f', '-', '-C', directory, '--no-same-owner', ...exclude.map((glob) => `--exclude=${glob}`)];
  try {
    await execa('dpkg-deb', ['--fsys-tarfile', deb], options).pipe('tar', flags, options);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const { stderr } = cause as { stderr?: string };
    const error = new InfrastructureError(`cannot unpack ${deb}: ${stderr?.trim() || cause}`, { cause });
    throw Object.assign(error, { stderr });
  }
}

/**
 * Pick the kernel, its config and its list of built-in modules out of its packages.
 *
 * @param kernel which one
 * @param debs paths of the packages that hold them
 * @param scratch an empty directory to unpack into
 * @param target directory to make
 * @throws InfrastructureError when the packages do not hold a kernel where they should
 */
export async function unpackKernel(
  kernel: DebianKernel,
  debs: string[],
  scratch: string,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  for (const deb of debs) await unpackDeb(deb, scratch, NO_KERNEL_FILES, signal);
  await mkdir(target);
  for (const [name, places] of Object.entries(KEPT)) {
    for (const place of places(kernel.release)) {
      await rename(join(scratch, place), join(target, name)).catch(ignoreMissing);
    }
  }
  const kept = await readdir(target);
  const image = join(target, 'vmlinuz');
  if (!kept.includes('vmlinuz')) {
    throw new InfrastructureError(`${kernel.image.name} ${kernel.debian} holds no kernel at any known place`);
  }
  await inspectImage(image, `the kernel in ${kernel.image.name}`);
  const { size, mtimeMs } = await stat(image);
  const manifest: KernelManifest = {
    version: kernel.version,
    debian: kernel.debian,
    release: kernel.release,
    sha256: await sha256File(image, signal),
    size,
    mtime: mtimeMs,
    config: kept.includes('config'),
  };
  await writeFile(join(target, 'kernel.json'), JSON.stringify(manifest));
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
