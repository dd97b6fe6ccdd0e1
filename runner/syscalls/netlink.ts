import { NLM_F_REQUEST } from './constants.ts';
import { array, pointer, struct, u8, u16, u32 } from './layout.ts';
import type { Blob } from './value.ts';

/** `struct nlmsghdr`, in front of every message. */
const nlmsghdr = struct('nlmsghdr', { length: u32, type: u16, flags: u16, sequence: u32, port: u32 });
/** Bytes of a message's header. */
export const NLMSG_HEADER = nlmsghdr.size;

/**
 * A netlink request to the kernel with text.
 *
 * @param type of the message
 * @param text without a NUL; one is added
 */
export function netlinkText(type: number, text: string): Uint8Array {
  const content = new TextEncoder().encode(`${text}\0`);
  const { bytes } = nlmsghdr.encode({ length: NLMSG_HEADER + content.length, type, flags: NLM_F_REQUEST });
  return Uint8Array.from([...bytes, ...content]);
}

/** `struct sock_filter`: one instruction of a socket filter (include/uapi/linux/filter.h). */
const sockFilter = struct('sock_filter', { code: u16, jt: u8, jf: u8, k: u32 });
const sockFprog = struct('sock_fprog', { length: u16, filter: pointer });

/** An instruction: code, constant, and how many instructions to skip when a comparison holds and when not. */
export interface FilterInstruction {
  readonly code: number;
  readonly k: number;
  readonly jt?: number;
  readonly jf?: number;
}

/**
 * A program for SO_ATTACH_FILTER (`struct sock_fprog`), with its size.
 *
 * @param instructions of classic BPF
 */
export function socketFilter(instructions: readonly FilterInstruction[]): { program: Blob; size: number } {
  const filter = { ...array(sockFilter, instructions), label: 'filter' };
  const program = sockFprog.encode({ length: instructions.length, filter }, `{${instructions.length} instructions}`);
  return { program, size: sockFprog.size };
}
