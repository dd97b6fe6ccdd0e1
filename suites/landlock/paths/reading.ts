import { type Actor, O_RDONLY, OK, type Value } from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import type { SandboxRule, SandboxSpec } from '../sandbox.ts';

/** Where the documentation and the source say which path counts. */
export const WALK = 'security/landlock/fs.c: is_access_to_paths_allowed()';

/** In this sandbox a file can be opened for reading only if a rule for one of these paths counts. */
export const readingBelow = (...paths: readonly string[]): SandboxSpec => ({
  fs: ['READ_FILE'],
  rules: paths.map((path) => ({ path, access: ['READ_FILE'] })),
});

/** The same with a rule for what a descriptor refers to. */
export const readingBelowFd = (fd: Value): SandboxSpec => ({ fs: ['READ_FILE'], rules: [reading(fd)] });

const reading = (fd: Value): SandboxRule => ({ fd, access: ['READ_FILE'] });

/**
 * Opens files for reading.
 *
 * @param actor the sandboxed one
 * @param granted paths that must open
 * @param refused paths that must not, but for the sandbox
 */
export function tries(actor: Actor, granted: readonly string[], refused: readonly string[]): void {
  for (const path of granted) actor.open(path, O_RDONLY).expect(OK);
  for (const path of refused) actor.open(path, O_RDONLY).expect(DENIED);
}

/** Makes directories with a file called `file` in each. */
export function makePlaces(actor: Actor, ...directories: readonly string[]): void {
  for (const directory of directories) {
    actor.mkdir(directory);
    actor.writeFile(`${directory}/file`);
  }
}
