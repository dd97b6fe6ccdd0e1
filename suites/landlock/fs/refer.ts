import { abi, type Context, EXDEV, type Expectation, OK, type Outcome, since } from '../../../runner/index.ts';
import type { SandboxSpec } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { abiOf } from './operation.ts';

/** What decides about connecting directories; each of the scenarios is about it. */
export const REFER_DOC = 'security/landlock/fs.c: current_check_refer_path()';

/** A layer that handles these rights, and grants on each path those that are listed. */
export function layer(fs: readonly FsRight[], granted: Readonly<Record<string, readonly FsRight[]>> = {}): SandboxSpec {
  return { fs, rules: Object.entries(granted).map(([path, access]) => ({ path, access })) };
}

/**
 * What connecting two directories answers.
 *
 * @param layers of the domain: with any right of ABI 1 among them, that ABI refuses whatever else is allowed
 * @param outcome since `level`
 * @param level the ABI that has everything the layers are about
 * @param older what a best-effort program gets below it, from ABI 2 on
 */
export function referAnswer(
  layers: readonly SandboxSpec[],
  outcome: Outcome,
  level = 2,
  older: Outcome = OK,
): Expectation {
  const first = layers.some(({ fs = [] }) => fs.some((right) => abiOf(right) === 1)) ? EXDEV : OK;
  return since(abi(level), outcome).since(abi(2), older).since(abi(1), first).otherwise(OK);
}

/** `from/old` and `from/directory`, an empty `to`, and `to/other`. */
export function twoDirectories({ main }: Context): void {
  for (const path of ['from', 'to', 'from/directory']) main.mkdir(path);
  main.writeFile('from/old', 'content');
  main.writeFile('to/other', 'content');
}
