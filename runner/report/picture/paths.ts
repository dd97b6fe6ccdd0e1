/** Which files a call is about. */
import type { SceneActor } from './scene.ts';
import { type Things, thingInWords } from './things.ts';
import { type Call, quoted, referenceIn } from './words.ts';

/** Calls whose quoted arguments are paths; of others they are data, names of file systems and the like. */
const PATHS: ReadonlySet<string> = new Set(
  (
    'access faccessat faccessat2 open openat openat2 creat mkdir mkdirat mknod mknodat link linkat symlink symlinkat unlink unlinkat rmdir rename renameat ' +
    'renameat2 chdir chroot truncate chmod fchmodat chown lchown fchownat execve execveat readlink readlinkat stat lstat newfstatat statx statfs umount2 ' +
    'pivot_root open_tree move_mount fspick mount_setattr name_to_handle_at utimensat setxattr getxattr listxattr removexattr inotify_add_watch'
  ).split(' '),
);

/** Of these the last argument in quotes is what is made, the first is only a text or device. */
const LAST_ONLY: ReadonlySet<string> = new Set(['symlink', 'symlinkat']);

/**
 * The paths that a call names, in their order, absolute as far as the scenario tells.
 *
 * @param call the call
 * @param actor who makes it; /proc/self is told as /proc and the actor's name
 * @param things to find the directory of the *at() calls
 */
export function pathsOf(call: Call, actor: Pick<SceneActor, 'name' | 'cwd'>, things: Things): string[] {
  const { name, args } = call;
  const { cwd } = actor;
  if (name === 'run') return [join(cwd, args[0]?.split(' ', 1)[0] ?? '')];
  if (name === 'mount') return mountTarget(args, cwd);
  if (!PATHS.has(name)) return [];
  const found: string[] = [];
  let directory = cwd;
  for (const argument of args) {
    const path = quoted(argument);
    if (path !== undefined) {
      found.push(join(directory, path));
      directory = cwd;
      continue;
    }
    const thing = referenceIn(argument) === undefined ? undefined : things.of(argument);
    if (thing?.kind === 'file') directory = thing.path;
    else if (thing !== undefined) directory = thingInWords(thing);
  }
  const told = found.map((path) => path.replace(/^\/proc\/(thread-)?self(?=\/|$)/, `/proc/${actor.name}`));
  return LAST_ONLY.has(name) ? told.slice(-1) : told;
}

function mountTarget(args: readonly string[], cwd: string): string[] {
  const target = quoted(args[1]);
  return target === undefined ? [] : [join(cwd, target)];
}

/** A path seen from a directory. The scratch directory that a plan begins in is `.`. */
export function join(directory: string, path: string): string {
  if (path === '') return directory;
  const whole = path.startsWith('/') || directory === '.' ? path : `${directory}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  const joined = parts.join('/');
  if (whole.startsWith('/')) return `/${joined}`;
  return joined === '' ? '.' : joined;
}
