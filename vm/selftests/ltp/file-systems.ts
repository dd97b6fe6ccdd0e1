/** The file systems that tests of LTP may be run on: those that this host can make. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** By what LTP calls for each of those that it knows (lib/tst_supported_fs_types.c), with option and module of the kernel. tmpfs needs neither. */
const KNOWN: Readonly<Record<string, readonly [option: string, module: string]>> = {
  'mkfs.ext2': ['EXT4_FS', 'ext4'],
  'mkfs.ext3': ['EXT4_FS', 'ext4'],
  'mkfs.ext4': ['EXT4_FS', 'ext4'],
  'mkfs.xfs': ['XFS_FS', 'xfs'],
  'mkfs.btrfs': ['BTRFS_FS', 'btrfs'],
  'mkfs.vfat': ['VFAT_FS', 'vfat'],
  'mkfs.exfat': ['EXFAT_FS', 'exfat'],
};

/** What makes file systems here, with the kernel options that this is of use for, and the modules that they may be. */
export interface FileSystemTools {
  /** Paths by name. */
  paths: ReadonlyMap<string, string>;
  options: Readonly<Record<string, readonly string[]>>;
}

/** Look for these programs where administrators have them. */
export function fileSystemTools(path = `${process.env.PATH}:/usr/sbin:/sbin`): FileSystemTools {
  const directories = path.split(':').filter((directory) => directory !== '');
  const find = (name: string) => directories.map((directory) => join(directory, name)).find(existsSync);
  const found = Object.keys(KNOWN).flatMap((name) => {
    const at = find(name);
    return at === undefined ? [] : [[name, at] as const];
  });
  return { paths: new Map(found), options: Object.fromEntries(found.map(([name]) => optionOf(name))) };
}

function optionOf(name: string): [option: string, modules: readonly string[]] {
  const [option, module] = KNOWN[name]!;
  return [option, [module]];
}
