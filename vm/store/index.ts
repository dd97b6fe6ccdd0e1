export { sha256File, sha256Text, syncPath, syncTree, writeAtomically } from './disk.ts';
export { asStoreError, errorCode, guarded } from './errors.ts';
export { acquireLock, type Lock, type LockOptions, tryLock } from './lock.ts';
export { cacheRoot } from './root.ts';
export { type Producer, Store } from './store.ts';
