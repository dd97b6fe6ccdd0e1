import { InfrastructureError, UserError } from '../errors.ts';

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
 * Turn a failure of the cache's file system into one clear `InfrastructureError`; anything else comes back as it was.
 *
 * @param error what was caught: a Node system error, or the error of a child whose stderr tells that the disk is full
 * @param root the cache's root directory, to name in the message
 */
export function asStoreError(error: unknown, root: string): unknown {
  if (error instanceof UserError || (error instanceof InfrastructureError && !isFull(error))) return error;
  const { path, dest } = (error ?? {}) as { path?: unknown; dest?: unknown };
  const code = isFull(error) ? 'ENOSPC' : (errorCode(error) ?? '');
  const problem = problemOf(code);
  if (!problem) return error;
  // Of a copy, what cannot be written is where it goes.
  const written = ['ENOSPC', 'EDQUOT', 'EROFS'].includes(code) ? (dest ?? path) : path;
  const where = typeof written === 'string' ? written : root;
  const named = where.startsWith(root) ? `the cache ${root}` : where;
  return new InfrastructureError(`cannot use ${named}: ${problem.reason}`, { hint: problem.hint, cause: error });
}

/** Children (tar, dpkg-deb, apt-get) run with LC_ALL=C, and their words are the only trace that they leave of a full disk. */
function isFull(error: unknown): boolean {
  const { stderr } = (error ?? {}) as { stderr?: unknown };
  return typeof stderr === 'string' && /No space left on device/.test(stderr);
}

/** Run `work`, turning the cache's file system failures into `InfrastructureError`. */
export async function guarded<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(error, root);
  }
}

/** What a call on a file answers; undefined when there is no such file, and only then. */
export async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
