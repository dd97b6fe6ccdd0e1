import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { isPackage, root } from '../installation.ts';
import { errorCode, writeAtomically } from '../store/index.ts';
import type { DebianKernel, PackageFile } from './apt/catalogue.ts';
import { compareSeries } from './names.ts';

/** Contents of `kernels.lock.json`: which exact kernel each series means. */
export interface LockFile {
  version: 1;
  kernels: Record<string, DebianKernel>;
  /** The package with the source of each series that kernels are built from. */
  sources?: Record<string, PackageFile>;
}

/** The lock file that comes with kconform. */
export const DEFAULT_LOCK_FILE = join(root, 'kernels.lock.json');

/** Where new pins are written: a package stays as it was installed, so its users have a lock file of their own in the working directory. */
export function ownLockFile(): string {
  return isPackage ? resolve('kernels.lock.json') : DEFAULT_LOCK_FILE;
}

/** Where pins are read: the user's own file, or the one that comes with kconform. */
function lockFileInUse(): string {
  return existsSync(ownLockFile()) ? ownLockFile() : DEFAULT_LOCK_FILE;
}

/**
 * Read the lock file. One that does not exist pins nothing.
 *
 * @throws UserError when it is unreadable or damaged
 */
export async function readLockFile(path: string = lockFileInUse()): Promise<LockFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return { version: 1, kernels: {} };
    throw new UserError(`cannot read ${path}`, { cause });
  }
  return parseLock(text, path);
}

function parseLock(text: string, path: string): LockFile {
  const hint = 'restore it from git, or write it anew: kconform kernels update';
  let lock: LockFile;
  try {
    lock = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${path} is not JSON: ${(cause as Error).message}`, { hint, cause });
  }
  if (lock?.version !== 1 || typeof lock.kernels !== 'object' || lock.kernels === null) {
    throw new UserError(`${path} is not a kernel lock file of version 1`, { hint });
  }
  for (const [series, kernel] of Object.entries(lock.kernels)) {
    const files = [kernel?.image, kernel?.base, kernel?.modules].filter((file) => file !== undefined);
    if (!kernel?.image || !files.every(isSound))
      throw new UserError(`${path}: the entry of ${series} is damaged`, { hint });
  }
  for (const [series, file] of Object.entries(lock.sources ?? {})) {
    if (!isSound(file)) throw new UserError(`${path}: the source of ${series} is damaged`, { hint });
  }
  return lock;
}

function isSound({ sha256, name, version }: PackageFile): boolean {
  return /^[0-9a-f]{64}$/.test(sha256) && Boolean(name && version);
}

/** Write the lock file, series in order, so that its diffs read well. */
export async function writeLockFile(path: string, { kernels, sources }: Omit<LockFile, 'version'>): Promise<void> {
  const lock: LockFile = { version: 1, kernels: inOrder(kernels), ...(sources && { sources: inOrder(sources) }) };
  await writeAtomically(path, `${JSON.stringify(lock, null, 2)}\n`);
}

function inOrder<T>(bySeries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(bySeries).sort(([a], [b]) => compareSeries(a, b)));
}
