import { array, pointer, s32, struct, u16, u32, u64 } from './layout.ts';
import type { Blob } from './value.ts';

/** `struct timespec` of 64-bit kernels. */
const timespecLayout = struct('timespec', { seconds: u64, nanoseconds: u64 });
/** `struct pollfd`. */
export const pollfd = struct('pollfd', { fd: s32, events: u16, revents: u16 });
/** `struct f_owner_ex` (include/uapi/asm-generic/fcntl.h). */
export const fOwnerEx = struct('f_owner_ex', { type: s32, pid: s32 });
/** `struct open_how` (include/uapi/linux/openat2.h). */
export const openHow = struct('open_how', { flags: u64, mode: u64, resolve: u64 });
/** `struct mount_attr` (include/uapi/linux/mount.h). */
export const mountAttr = struct('mount_attr', { set: u64, clear: u64, propagation: u64, userns: u64 });
const mqAttr = struct('mq_attr', {
  flags: u64,
  maxmsg: u64,
  msgsize: u64,
  curmsgs: u64,
  reserved: u64,
  reserved2: u64,
  reserved3: u64,
  reserved4: u64,
});
/**
 * `struct mq_attr` (include/uapi/linux/mqueue.h) of a queue for one message of one byte. A queue counts against RLIMIT_MSGQUEUE of its user until its namespace is freed,
 * which happens some time after its last process is gone: ten of the default size exhaust the limit.
 */
export const smallQueue = mqAttr.encode({ maxmsg: 1, msgsize: 1 });
/** The beginning of `siginfo_t`, as kill and sigqueue fill it (include/uapi/asm-generic/siginfo.h); 128 bytes in all. */
export const siginfo = struct('siginfo', { signal: s32, errno: s32, code: s32, padding: u32, pid: s32, uid: u32 });
/** Bytes of the kernel's `siginfo_t`. */
export const SIGINFO_SIZE = 128;

/** A `struct timespec` of this many milliseconds. */
export function timespec(milliseconds: number): Blob {
  const seconds = Math.floor(milliseconds / 1000);
  return timespecLayout.encode({ seconds, nanoseconds: (milliseconds % 1000) * 1e6 }, `${milliseconds} ms`);
}

/**
 * A signal set of the kernel: bit N-1 stands for signal N.
 *
 * @param signals numbers, 1 to 64
 */
export function signalSet(signals: readonly number[]): Blob {
  const bits = signals.reduce((set, signal) => set | (1n << BigInt(signal - 1)), 0n);
  return { ...array(u64, [bits]), label: 'sigset' };
}

/** An array of string pointers that ends with NULL, as argv and envp. */
export function stringArray(strings: readonly string[]): Blob {
  return {
    ...array(pointer, [...strings, null]),
    label: 'argv',
    words: `[${strings.map((s) => JSON.stringify(s)).join(', ')}]`,
  };
}
