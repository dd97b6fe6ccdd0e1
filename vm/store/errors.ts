import { UserError } from '../errors.ts';

const OWN_CACHE = 'point KCONFORM_CACHE at a directory of yours';

interface Problem {
  reason: string;
  hint: string;
}

function problemOf(code: string): Problem | undefined {
  switch (code) {
    case 'ENOSPC':
      return {
        reason: 'no space left on the device',
        hint: 'free some space, or point KCONFORM_CACHE at a larger disk',
      };
    case 'EDQUOT':
      return { reason: 'the disk quota is used up', hint: 'free some space, or point KCONFORM_CACHE at a larger disk' };
    case 'EROFS':
      return { reason: 'the file system is read-only', hint: OWN_CACHE };
    case 'EACCES':
    case 'EPERM':
      return { reason: 'permission denied', hint: `make it readable and writable for you, or ${OWN_CACHE}` };
    case 'ENOTDIR':
      return { reason: 'a part of the path is not a directory', hint: OWN_CACHE };
    default:
      return undefined;
  }
}

/** The `code` of a Node system error, such as `ENOENT`; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Turn a failure of the cache's file system into one clear `UserError`; anything else comes back as it was.
 *
 * @param error what was caught: a Node system error, or the error of a child whose stderr tells that the disk is full
 * @param root the cache's root directory, to name in the message
 */
export function asStoreError(error: unknown, root: string): unknown {
  if (error instanceof UserError) return error;
  const { stderr, path } = (error ?? {}) as { stderr?: unknown; path?: unknown };
  // Children (tar, dpkg-deb, apt-get) run with LC_ALL=C, and this is the only trace they leave of a full disk.
  const full = typeof stderr === 'string' && /No space left on device/.test(stderr);
  const problem = problemOf(full ? 'ENOSPC' : (errorCode(error) ?? ''));
  if (!problem) return error;
  const where = typeof path === 'string' ? path : root;
  const named = where.startsWith(root) ? `the cache ${root}` : where;
  return new UserError(`cannot use ${named}: ${problem.reason}`, { hint: problem.hint, cause: error });
}

/** Run `work`, turning the cache's file system failures into `UserError`. */
export async function guarded<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(error, root);
  }
}
