import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * The directory of everything kconform keeps between runs: `$KCONFORM_CACHE`, else `$XDG_CACHE_HOME/kconform`, else `~/.cache/kconform`.
 *
 * @param env environment to read, the process's own unless told
 * @returns an absolute path, which need not exist yet
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env.KCONFORM_CACHE) return resolve(env.KCONFORM_CACHE);
  // The XDG specification says that a relative path is to be ignored.
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, 'kconform');
  return join(env.HOME || homedir(), '.cache', 'kconform');
}
