import {
  type Actor,
  AT_FDCWD,
  bytes,
  O_RDONLY,
  type Step,
  s32,
  struct,
  u32,
  type Value,
} from '../../../runner/index.ts';

/** `struct file_handle` with room for the largest handle. */
const ROOM = 128;
const fileHandle = struct('file_handle', { size: u32, type: s32, handle: bytes(ROOM) });

/** A handle of the file at a path: the buffer that open_by_handle_at() takes. The actor, or a child made later, can use it. */
export function handleOf(actor: Actor, path: string): Value {
  const { context } = actor;
  // The kernel writes to it, so it is a buffer of its own; it begins with how much room there is.
  const handle = context.buffer(fileHandle.size, Uint8Array.of(ROOM), 'handle');
  actor.syscall('name_to_handle_at', AT_FDCWD, path, handle, context.buffer(4, '', 'mount-id'), 0);
  return handle;
}

/** Opens what a handle stands for, below the mount that a descriptor belongs to. */
export function openHandle(actor: Actor, mount: Value, handle: Value, flags = O_RDONLY): Step {
  actor.context.recorder.needs.add('root');
  return actor.syscall('open_by_handle_at', mount, handle, flags);
}
