import { spawn } from 'node:child_process';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InfrastructureError } from '../errors.ts';

/** An advisory lock that is held until it is disposed of, or until this process ends in whatever way. */
export interface Lock extends AsyncDisposable {
  /** Path of the lock file. */
  readonly path: string;
}

/** How to wait for a lock. */
export interface LockOptions {
  /** Give up waiting when this fires; the call then throws its reason. */
  signal?: AbortSignal | undefined;
  /** Called once if somebody else holds the lock, before waiting for it. */
  onWait?: (() => void) | undefined;
}

/**
 * Take the lock at `path`, waiting as long as it takes.
 *
 * Node has no flock(2). But a flock lock belongs to the open file description, and `flock FD` of util-linux locks the one that it inherits
 * from us: it outlives that child and goes away when the last copy of our descriptor does. Node opens with O_CLOEXEC, so that copy is ours
 * alone, and a SIGKILL (or a power cut) frees the lock with no pid file to go stale and no pid namespace to fool us.
 *
 * Lock files stay behind on purpose: unlinking one lets two processes lock two files of the same name.
 *
 * @throws InfrastructureError when `flock` is not installed
 */
export async function acquireLock(path: string, { signal, onWait }: LockOptions = {}): Promise<Lock> {
  const lock = await tryLock(path);
  if (lock) return lock;
  onWait?.();
  const handle = await open(path, 'a');
  try {
    await flock(handle, ['-x'], signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return lockOf(handle, path);
}

/** Take the lock at `path` if it is free; undefined if somebody (another part of this process included) holds it. */
export async function tryLock(path: string): Promise<Lock | undefined> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a');
  let taken = false;
  try {
    taken = await flock(handle, ['-x', '-n']);
  } finally {
    if (!taken) await handle.close();
  }
  return taken ? lockOf(handle, path) : undefined;
}

function lockOf(handle: FileHandle, path: string): Lock {
  return { path, [Symbol.asyncDispose]: () => handle.close() };
}

/** Run `flock` on our descriptor; false when `-n` was given and the lock is held. */
function flock(handle: FileHandle, flags: string[], signal?: AbortSignal): Promise<boolean> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn('flock', [...flags, '3'], { stdio: ['ignore', 'ignore', 'ignore', handle.fd] });
    const abort = () => child.kill('SIGKILL');
    signal?.addEventListener('abort', abort, { once: true });
    const done = (finish: () => void) => {
      signal?.removeEventListener('abort', abort);
      finish();
    };
    child.once('error', (cause) => {
      const hint = 'install util-linux, which has the flock program';
      done(() => reject(new InfrastructureError('cannot lock the cache: flock does not run', { hint, cause })));
    });
    child.once('exit', (status, by) => {
      if (status === 0) return done(() => resolve(true));
      if (status === 1 && flags.includes('-n')) return done(() => resolve(false));
      if (signal?.aborted) return done(() => reject(signal.reason));
      done(() => reject(new Error(`flock ended with ${by ?? `status ${status}`}`)));
    });
  });
}
