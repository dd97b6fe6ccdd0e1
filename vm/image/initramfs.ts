import { createHash } from 'node:crypto';
import { appendFile, copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Store } from '../store/index.ts';
import { type CpioEntry, cpioArchive } from './cpio.ts';
import { fileSystemFiles } from './file-systems.ts';

/** A static program of a guest. */
export interface GuestProgram {
  /** What it is called there, in `/usr/local/bin`. */
  name: string;
  /** Where it lies here. */
  path: string;
}

/** What every guest has, whatever its kernel. */
export interface GuestPrograms {
  /** The static probe, which becomes /init. */
  probe: string;
  /** Others that scenarios may run. */
  programs?: readonly GuestProgram[] | undefined;
}

/** What goes into a guest. */
export interface ImageContents extends GuestPrograms {
  /** Kernel modules in the order in which they are to be loaded, uncompressed (.ko). */
  modules: readonly string[];
  /** Names of file system images that plans may mount, as `/images/NAME.img`. */
  fileSystems?: readonly string[] | undefined;
  /** A static busybox, for `kconform shell`. */
  busybox?: string | undefined;
  /** Whatever else, directories first. */
  others?: readonly CpioEntry[] | undefined;
}

/** An initramfs in the store. */
export interface Image {
  path: string;
  sha256: string;
}

const directory = 0o040755;
const sticky = 0o041777;
const program = 0o100755;
const file = 0o100644;
const character = 0o020600;

/**
 * The initramfs of a guest. The same contents give the same bytes, so that snapshots and results can name it by its hash. Needs no privilege: devices are only written down.
 */
export async function buildImage(contents: ImageContents, store = new Store()): Promise<Image> {
  const archive = cpioArchive(await imageEntries(contents));
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const path = await store.ensure(`images/${sha256.slice(0, 32)}.cpio`, (target) => writeFile(target, archive));
  return { path, sha256 };
}

/** A guest root that an initramfs begins with. */
export interface RootArchive {
  path: string;
  sha256: string;
}

/**
 * The initramfs of a guest with real programs: a root that serves every kernel, and after it what this kernel needs. The kernel unpacks one archive after the other.
 */
export async function buildRootedImage(
  root: RootArchive,
  { probe, programs, modules }: Pick<ImageContents, 'probe' | 'programs' | 'modules'>,
  store = new Store(),
): Promise<Image> {
  const { list, loaded } = await moduleEntries(modules, 'usr/lib/modules');
  const archive = cpioArchive([
    { path: 'init', mode: program, data: await readFile(probe) },
    ...(await programEntries(programs)),
    ...loaded,
    ...(list === '' ? [] : [{ path: 'modules.list', mode: file, data: Buffer.from(list) }]),
  ]);
  const sha256 = createHash('sha256').update(root.sha256).update(archive).digest('hex');
  const path = await store.ensure(`images/${sha256.slice(0, 32)}.cpio`, async (target) => {
    await copyFile(root.path, target);
    await appendFile(target, archive);
  });
  return { path, sha256 };
}

/** Programs and the directories above them, which a root may have already: the kernel takes no offence. */
async function programEntries(programs: readonly GuestProgram[] = []): Promise<CpioEntry[]> {
  if (programs.length === 0) return [];
  const folder = 'usr/local/bin';
  return [
    ...['usr', 'usr/local', folder].map((path) => ({ path, mode: directory })),
    ...(await Promise.all(
      programs.map(async ({ name, path }) => ({
        path: `${folder}/${name}`,
        mode: program,
        data: await readFile(path),
      })),
    )),
  ];
}

async function moduleEntries(paths: readonly string[], directory: string) {
  const loaded = await Promise.all(
    paths.map(async (path) => ({ path: `${directory}/${basename(path)}`, mode: file, data: await readFile(path) })),
  );
  return { loaded, list: loaded.map(({ path }) => `/${path}\n`).join('') };
}

/** What the initramfs holds, directories first. */
export async function imageEntries(contents: ImageContents): Promise<CpioEntry[]> {
  const { probe, programs, modules, fileSystems = [], busybox, others = [] } = contents;
  const { list, loaded } = await moduleEntries(modules, 'lib/modules');
  const images = await fileSystemFiles(fileSystems);
  return [
    ...['bin', 'dev', 'etc', 'lib', 'lib/modules', 'mnt', 'proc', 'root', 'run', 'sys'].map((path) => ({
      path,
      mode: directory,
    })),
    { path: 'tmp', mode: sticky },
    // The kernel opens it before init runs, and with it init's standard streams.
    { path: 'dev/console', mode: character, device: [5, 1] },
    { path: 'init', mode: program, data: await readFile(probe) },
    ...(await programEntries(programs)),
    ...loaded,
    ...(images.length === 0 ? [] : [{ path: 'images', mode: directory }]),
    ...images.map((image) => ({ ...image, mode: file })),
    ...(list === '' ? [] : [{ path: 'modules.list', mode: file, data: Buffer.from(list) }]),
    ...(busybox === undefined ? [] : [{ path: 'bin/busybox', mode: program, data: await readFile(busybox) }]),
    ...others,
  ];
}
