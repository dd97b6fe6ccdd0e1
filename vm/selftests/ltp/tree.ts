/** A directory with the Linux Test Project: an installed one, or a source tree. It is only read. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { errorCode, ifThere } from '../../store/errors.ts';
import { isThere } from '../source.ts';

/** Test programs and what runs them. */
export interface LtpTree {
  /** Absolute path. */
  directory: string;
  /** As shown, with its version where it says one. */
  id: string;
  /** By `make install`, below one prefix; otherwise a source tree. */
  installed: boolean;
  /** Absolute paths of all programs and scripts, by file name. */
  programs: ReadonlyMap<string, string>;
  /** Commands of the files in `runtest`, by tag. */
  commands: ReadonlyMap<string, string>;
  /** Directories of a source tree with `NAME.c`, relative to it, by that NAME: what is not built. */
  sources: ReadonlyMap<string, string>;
}

/**
 * Look at a directory.
 *
 * @throws UserError when it is no LTP
 */
export async function openLtp(path: string): Promise<LtpTree> {
  const directory = resolve(path);
  const installed = await isThere(join(directory, 'testcases/bin'));
  if (!installed && !(await isThere(join(directory, 'testcases/kernel')))) {
    const what = (await isThere(directory)) ? 'it has neither testcases/bin nor testcases/kernel' : 'there is nothing';
    throw new UserError(`${path} is no LTP: ${what}`, {
      hint: 'give --ltp the prefix of an installed LTP, such as /opt/ltp, or a source tree',
    });
  }
  const files = await filesOf(join(directory, 'testcases', installed ? 'bin' : ''));
  const programs = new Map<string, string>();
  const sources = new Map<string, string>();
  for (const { name, parentPath } of files) {
    const at = join(parentPath, name);
    if (!installed && name.endsWith('.c')) sources.set(name.slice(0, -2), parentPath.slice(directory.length + 1));
    else if (installed || name.endsWith('.sh') || (await isExecutable(at))) programs.set(name, at);
  }
  const version = await versionOf(directory);
  const id = `LTP${version === undefined ? '' : ` ${version}`} in ${path}`;
  return { directory, id, installed, programs, sources, commands: await commandsOf(directory) };
}

async function filesOf(directory: string): Promise<Dirent[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !/\.[oadh]$/.test(entry.name));
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Links that lead nowhere are no programs, nor are directories. */
async function isExecutable(path: string): Promise<boolean> {
  const found = await ifThere(stat(path));
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}

async function versionOf(directory: string): Promise<string | undefined> {
  const texts = ['Version', 'VERSION'].map((name) => ifThere(readFile(join(directory, name), 'utf8')));
  const text = (await Promise.all(texts)).find((one) => one !== undefined)?.trim();
  return text !== undefined && /^\S+$/.test(text) ? text : undefined;
}

/** Files of `runtest` have a tag and a command on each line (doc/users/quick_start.rst, "Running tests"); of several with one tag, the first in the order of files counts. */
async function commandsOf(directory: string): Promise<Map<string, string>> {
  const commands = new Map<string, string>();
  for (const name of await listed(join(directory, 'runtest'))) {
    for (const line of (await readFile(join(directory, 'runtest', name), 'utf8')).split('\n')) {
      const [, tag, command] = /^\s*([^#\s]\S*)\s+(\S.*?)\s*$/.exec(line) ?? [];
      if (tag !== undefined && !commands.has(tag)) commands.set(tag, command!);
    }
  }
  return commands;
}

async function listed(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/^(Makefile|README|\..*)$/.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
