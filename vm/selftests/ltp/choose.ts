/** Which tests of LTP are meant, and what they take along. */
import { readFile } from 'node:fs/promises';
import { matchesGlob } from 'node:path';
import { UserError } from '../../errors.ts';
import type { SelftestProgram } from '../build.ts';
import { isForGuests } from './dynamic.ts';
import { type Libraries, MissingLibrary } from './libraries.ts';
import type { LtpTree } from './tree.ts';

/** A test that somebody named. */
export interface Chosen {
  /** Its tag in the files of `runtest`, or the name of its program. */
  tag: string;
  /** What runs it, for a shell. */
  command: string;
  /** The one file system to run it on, for tests that run on several. */
  only: string | undefined;
}

/**
 * What names mean: tags of runtest files, or else programs; globs, too; and identities from reports, such as `landlock04/ext4`.
 *
 * @throws UserError when a name means nothing
 */
export function chooseTests(tree: LtpTree, names: readonly string[]): Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const text of names) {
    const [name = '', section] = text
      .replace(/^selftests\//, '')
      .replace(/^ltp\//, '')
      .split('/');
    const isMeant = (other: string) => (/[*?[{]/.test(name) ? matchesGlob(other, name) : other === name);
    const tags = [...tree.commands.keys()].filter(isMeant);
    const programs = tags.length > 0 ? [] : [...tree.programs.keys(), ...tree.sources.keys()].filter(isMeant);
    if (tags.length + programs.length === 0) throw unknown(tree, text);
    const only = section === undefined || section === 'whole-program' ? undefined : section.replace(/-\d+$/, '');
    for (const tag of [...tags, ...programs].sort()) {
      chosen.set(tag, { tag, command: tree.commands.get(tag) ?? tag, only });
    }
  }
  return [...chosen.values()];
}

function unknown(tree: LtpTree, text: string): UserError {
  const [tag] = tree.commands.keys();
  const hint =
    tag === undefined
      ? 'it has no runtest files: name a program, or a glob of programs'
      : `name a tag of its runtest files, such as ${tag}, a glob of these, or a program`;
  return new UserError(`${tree.id} has no test '${text}'`, { hint });
}

/** Whether a command is a program with its arguments, and nothing that only a shell understands. */
export function isPlain(command: string): boolean {
  return /^(?!\w+=)[\w\s./+=,:%@-]+$/.test(command);
}

/** The names of programs that a command calls: its first word, and others that a shell would. */
export function calledBy(tree: LtpTree, command: string): string[] {
  const [first, ...others] = command.replace(/^(\w+=\S*\s+)+/, '').match(/[\w.+-]+/g) ?? [];
  return first === undefined ? [] : [...new Set([first, ...others.filter((word) => tree.programs.has(word))])];
}

/**
 * Everything of the tree that a test takes along: programs, those that are named in them, and so on. A name is any word in a program or script that is a file name of
 * `testcases/bin`: too many do no harm, one too few would.
 *
 * @returns file names, sorted
 */
export async function companions(tree: LtpTree, command: string): Promise<string[]> {
  const found = new Set<string>();
  const queue = calledBy(tree, command).filter((name) => tree.programs.has(name));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const file = await readFile(tree.programs.get(name)!);
    for (const [word] of file.toString('latin1').matchAll(/[\w.+-]+/g)) if (tree.programs.has(word)) queue.push(word);
  }
  return [...found].sort();
}

/** Why a test cannot run in a guest, when that is known before. */
export async function obstacleOf(tree: LtpTree, command: string, libraries: Libraries): Promise<string | undefined> {
  const [name] = calledBy(tree, command);
  const path = name === undefined ? undefined : tree.programs.get(name);
  if (path === undefined) {
    // A shell has words of its own.
    if (name === undefined || !isPlain(command)) return undefined;
    return `${name} is not there: LTP was built without it`;
  }
  const file = await readFile(path);
  const [, interpreter, argument] = /^#! *(\S+)(?: +(\S+))?/.exec(file.subarray(0, 128).toString('latin1')) ?? [];
  if (interpreter !== undefined) {
    const wanted = interpreter === '/usr/bin/env' && argument !== undefined ? argument : interpreter;
    const isThere = wanted === '/bin/sh' || wanted === 'sh' || tree.programs.has(wanted);
    return isThere ? undefined : `it is a script for ${wanted}, which guests do not have`;
  }
  if (!isForGuests(file)) return `${name} is no program for x86-64`;
  try {
    await libraries.of(path);
    return undefined;
  } catch (error) {
    if (error instanceof MissingLibrary) return error.message;
    throw error;
  }
}

/** A test as the runner knows programs. */
export async function describeTest(
  tree: LtpTree,
  { tag, command }: Chosen,
  libraries: Libraries,
): Promise<SelftestProgram> {
  const obstacle = await obstacleOf(tree, command, libraries);
  const [name = tag] = calledBy(tree, command);
  const source = tree.sources.get(name);
  const file = source === undefined ? tree.programs.get(name)?.slice(tree.directory.length + 1) : `${source}/${name}.c`;
  return { name: tag, command, file: file ?? name, ...(obstacle !== undefined && { obstacle }) };
}
