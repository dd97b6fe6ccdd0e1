import {
  type Actor,
  abi,
  type Condition,
  type Expectation,
  erratum,
  flawed,
  MS_BIND,
  not,
  O_PATH,
  OK,
  type Outcome,
  type Step,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';

/** Rules for what the mount hangs on count for what was moved out of it. */
export const FIXED: Condition = erratum(3);

/** The answer where only a rule of the mount, or of what it hangs on, grants. */
export const ofMount = (errno: Outcome): Expectation =>
  when(FIXED, OK)
    .when(not(abi(1)), OK)
    .otherwise(flawed(KNOWN.disconnected, errno));

export const DOC =
  'security/landlock/errata/abi-1.h: erratum_3 (disconnected directory handling); security/landlock/fs.c: is_access_to_paths_allowed()';

/**
 * Makes a disconnected directory: `source` is mounted again on `above/point`, `source/old/moved` is opened through that mount, and
 * moved to `new/moved` behind its back. It lies below the mount no more, but the descriptor still belongs to the mount.
 *
 * @returns the descriptor of the directory, and one of the directory that is covered by the mount
 */
export function disconnect(actor: Actor): { moved: Step; covered: Step } {
  for (const directory of ['source', 'source/old', 'source/old/moved', 'above', 'above/point', 'new', 'beside']) {
    actor.mkdir(directory);
  }
  for (const directory of ['source/old/moved', 'beside']) actor.writeFile(`${directory}/file`);
  const covered = actor.open('above/point', O_PATH);
  actor.mount('source', 'above/point', null, MS_BIND);
  const moved = actor.open('above/point/old/moved', O_PATH);
  actor.rename('source/old/moved', 'new/moved');
  return { moved, covered };
}

/** Places of rules, and whether they count: always, with the erratum fixed, or never. */
export const disconnectedRules = [
  { label: 'the file', path: 'new/moved/file', counts: 'always' },
  { label: 'the directory itself', path: 'new/moved', counts: 'always' },
  { label: 'its new parent', path: 'new', counts: 'always' },
  { label: 'the root of its filesystem', path: '/mnt', counts: 'always' },
  { label: 'the root of the mount', path: 'above/point', counts: 'fixed' },
  { label: 'the directory above the mount point', path: 'above', counts: 'fixed' },
  { label: 'the root of the namespace', path: '/', counts: 'fixed' },
  { label: 'its old parent', path: 'source/old', counts: 'never' },
  { label: 'a directory beside', path: 'beside', counts: 'never' },
] as const;
