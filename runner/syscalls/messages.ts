import type { Address } from './addresses.ts';
import { SCM_RIGHTS, SOL_SOCKET } from './constants.ts';
import { array, pointer, s32, struct, u32, u64 } from './layout.ts';
import type { Blob, Memory, Value } from './value.ts';

/** `struct iovec` (include/uapi/linux/uio.h). */
export const iovec = struct('iovec', { base: pointer, length: u64 });
/** `struct msghdr` (include/linux/socket.h). */
export const msghdr = struct('msghdr', {
  name: pointer,
  nameLength: u32,
  vectors: pointer,
  vectorCount: u64,
  control: pointer,
  controlLength: u64,
  flags: u32,
});
/** `struct mmsghdr` (include/linux/socket.h): a message and, afterwards, how much of it was sent. */
export const mmsghdr = struct('mmsghdr', { message: msghdr, sent: u32 });
/** `struct cmsghdr`; its data follows at {@link CMSG_HEADER}. */
export const cmsghdr = struct('cmsghdr', { length: u64, level: s32, type: s32 });
/** Bytes of a control message before its data. */
export const CMSG_HEADER = 16;

/** Bytes of the control buffer that holds this many descriptors, alignment included. */
export const rightsSize = (count: number) => CMSG_HEADER + Math.ceil((count * 4) / 8) * 8;

/**
 * A control message that passes descriptors (unix(7), SCM_RIGHTS).
 *
 * @param descriptors open in the sender
 */
export function rights(descriptors: readonly Value[]): Blob {
  const header = cmsghdr.encode({ length: CMSG_HEADER + 4 * descriptors.length, level: SOL_SOCKET, type: SCM_RIGHTS });
  const list = array(s32, descriptors);
  const bytes = new Uint8Array(rightsSize(descriptors.length));
  bytes.set(header.bytes);
  bytes.set(list.bytes, CMSG_HEADER);
  const references = list.references.map((reference) => ({ ...reference, offset: reference.offset + CMSG_HEADER }));
  return { kind: 'blob', bytes, references, label: 'rights', words: 'SCM_RIGHTS' };
}

/** What a message is made of. */
export interface Message {
  /** Where to, on an unconnected datagram socket. */
  readonly to?: Address | undefined;
  /** The data: bytes, text (without a NUL), or a buffer to receive into. */
  readonly data?: Uint8Array | string | Memory;
  /** Control messages to send, such as {@link rights}, or a buffer to receive them into. */
  readonly control?: Blob | Memory | undefined;
}

/**
 * A `struct msghdr` with one data vector.
 *
 * @param message what is sent, or where to receive
 * @param words how the words of a step call it
 */
export function message(content: Message, words: string): Blob {
  return msghdr.encode(fieldsOf(content), words);
}

/**
 * An array of `struct mmsghdr`, each with one data vector.
 *
 * @param contents what is sent
 * @param words how the words of a step call it
 */
export function messages(contents: readonly Message[], words: string): Blob {
  return array(
    mmsghdr,
    contents.map((content) => ({ message: fieldsOf(content) })),
    words,
  );
}

function fieldsOf({ to, data = 'x', control }: Message): Parameters<typeof msghdr.encode>[0] {
  const payload = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const length = payload instanceof Uint8Array ? payload.length : payload.size;
  const controlLength = control === undefined ? 0 : control.kind === 'blob' ? control.bytes.length : control.size;
  return {
    name: to?.blob ?? null,
    nameLength: to?.length ?? 0,
    vectors: iovec.encode({ base: payload, length }),
    vectorCount: 1,
    control: control ?? null,
    controlLength,
  };
}
