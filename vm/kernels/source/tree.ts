import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { sha256Text } from '../../store/index.ts';

/** A tree of the user: a git checkout, or an unpacked tarball. It is read, and never written to. */
export interface UserTree {
  /** As shown: the path that was given. */
  id: string;
  /** Upstream version, such as `7.3.0-rc2`. */
  version: string;
  /** A name for the store, the same as long as it is at the same place. */
  identity: string;
  /** Its real path. */
  directory: string;
}

/**
 * A tree that the user names.
 *
 * @throws UserError when there is none, or it is not one of Linux
 */
export async function userTree(path: string): Promise<UserTree> {
  const directory = await realpath(path).catch(() => undefined);
  if (directory === undefined || !(await stat(directory)).isDirectory()) {
    throw new UserError(`there is no directory ${path}`, {
      hint: 'a tree is a git checkout or an unpacked tarball of Linux',
    });
  }
  const makefile = await readFile(join(directory, 'Makefile'), 'utf8').catch(() => '');
  const version = versionOf(makefile);
  const kconfig = await stat(join(directory, 'Kconfig')).catch(() => undefined);
  if (version === undefined || !kconfig) {
    throw new UserError(`${path} is no kernel source: it has no Makefile that says its version, or no Kconfig`, {
      hint: 'name the top of a git checkout or of an unpacked tarball of Linux',
    });
  }
  const identity = `tree-${basename(directory).replaceAll(/[^\w.+-]/g, '-')}-${sha256Text(directory).slice(0, 12)}`;
  return { id: path, version, identity, directory };
}

/** What the head of a kernel's Makefile says: `7.3.4`, `7.4.0-rc1`. */
export function versionOf(makefile: string): string | undefined {
  const value = (name: string) => new RegExp(`^${name}[ \\t]*=[ \\t]*(\\S*)`, 'm').exec(makefile)?.[1];
  const [version, patchlevel, sublevel = '0', extra = ''] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL', 'EXTRAVERSION'].map(
    value,
  );
  return version && patchlevel ? `${version}.${patchlevel}.${sublevel}${extra}` : undefined;
}

/** The hash of all files of a tree, whatever their times. */
export function stateOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].sort()) hash.update(`${path}\0${files.get(path)}\n`);
  return hash.digest('hex').slice(0, 32);
}
