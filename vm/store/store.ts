import { randomBytes } from 'node:crypto';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncPath, syncTree } from './disk.ts';
import { errorCode, guarded } from './errors.ts';
import { acquireLock, type Lock, type LockOptions, tryLock } from './lock.ts';
import { cacheRoot } from './root.ts';

const KEY = /^[a-z0-9][\w.+-]*(\/[a-z0-9][\w.+-]*)*$/i;
// Not allowed in keys, so that a temporary name tells whose it is.
const SLASH = '=';
const ATTEMPT = '~';

/** Makes an entry: creates a file or a directory at `target`, which does not exist yet, and verifies it. */
export type Producer = (target: string) => Promise<void>;

/**
 * Files and directories by key, shared by concurrent runs. An entry is there whole or not at all: it is made aside in `tmp/`, flushed,
 * and renamed into place under a lock of its own, so neither a SIGKILL nor a power cut leaves half an entry behind.
 * Nothing is created before the first write, so a warm read-only cache is enough.
 */
export class Store {
  readonly root: string;

  /** @param root absolute path of the store's directory */
  constructor(root: string = cacheRoot()) {
    this.root = root;
  }

  /** Where the entry of this key is, or would be. Throws TypeError on a malformed key. */
  path(key: string): string {
    if (!KEY.test(key)) throw new TypeError(`malformed store key: ${key}`);
    return join(this.root, key);
  }

  /**
   * Path of a finished entry, undefined if there is none.
   *
   * @throws InfrastructureError when the cache cannot be read
   */
  async lookup(key: string): Promise<string | undefined> {
    const path = this.path(key);
    return guarded(this.root, async () => {
      try {
        await access(path);
        return path;
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    });
  }

  /**
   * Path of the entry, made by `produce` if it is not there. Concurrent callers of any process wait for the one that makes it.
   *
   * @throws InfrastructureError when the cache is full, unreadable or not writable; whatever `produce` throws
   */
  async ensure(key: string, produce: Producer, options: LockOptions = {}): Promise<string> {
    const there = await this.lookup(key);
    if (there) return there;
    return guarded(this.root, async () => {
      await using _lock = await this.lock(key, options);
      const made = await this.lookup(key);
      if (made) return made;
      await this.sweep();
      return await this.#make(key, produce);
    });
  }

  /** Take the lock of a key (of an entry, or of anything else that has to be done once at a time). */
  async lock(key: string, options: LockOptions = {}): Promise<Lock> {
    this.path(key);
    return guarded(this.root, () => acquireLock(this.#lockPath(flat(key)), options));
  }

  /** Remove an entry, as far as it is there. Files already opened by others stay readable for them. */
  async remove(key: string, options: LockOptions = {}): Promise<void> {
    const path = this.path(key);
    await guarded(this.root, async () => {
      await using _lock = await this.lock(key, options);
      await rm(path, { recursive: true, force: true });
    });
  }

  /** Run `work` with a private empty directory that is removed afterwards; a dead process's one is swept by the next writer. */
  async scratch<T>(key: string, work: (directory: string) => Promise<T>): Promise<T> {
    return guarded(this.root, async () => {
      const name = `${flat(key)}${SLASH}${randomBytes(6).toString('hex')}`;
      await using _lock = await acquireLock(this.#lockPath(name));
      const directory = join(this.root, 'tmp', `${name}${ATTEMPT}`);
      try {
        await mkdir(directory, { recursive: true });
        return await work(directory);
      } finally {
        await rm(directory, { recursive: true, force: true });
        // Safe for this one lock file only: its name is random, so nobody else ever waits for it but a sweep.
        await rm(this.#lockPath(name), { force: true });
      }
    });
  }

  /**
   * Remove the temporary files of processes that died, wherever they ran: whoever can take the lock of a temporary knows its owner is gone.
   *
   * @returns names of what was removed
   */
  async sweep(): Promise<string[]> {
    const removed: string[] = [];
    const names = await readdir(join(this.root, 'tmp')).catch(() => []);
    for (const name of names) {
      const lockPath = this.#lockPath(name.slice(0, name.lastIndexOf(ATTEMPT)));
      await using lock = await tryLock(lockPath);
      if (!lock) continue;
      // An orphaned child of a killed run may still be writing there; then the next sweep gets it.
      const done = await rm(join(this.root, 'tmp', name), { recursive: true, force: true }).then(
        () => true,
        () => false,
      );
      if (done) removed.push(name);
    }
    return removed;
  }

  async #make(key: string, produce: Producer): Promise<string> {
    const path = this.path(key);
    // The random part keeps an orphaned child of a killed run from writing into our attempt.
    const aside = join(this.root, 'tmp', `${flat(key)}${ATTEMPT}${randomBytes(6).toString('hex')}`);
    await mkdir(join(this.root, 'tmp'), { recursive: true });
    await mkdir(dirname(path), { recursive: true });
    try {
      await produce(aside);
      await syncTree(aside);
      await rename(aside, path);
      await syncPath(dirname(path));
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    return path;
  }

  #lockPath(name: string): string {
    return join(this.root, 'locks', name);
  }
}

function flat(key: string): string {
  return key.replaceAll('/', SLASH);
}
