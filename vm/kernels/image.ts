import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { elfMachine, hasPvhNote, isElf64, noteSegments } from './elf.ts';

/** What a kernel image file is. */
export interface ImageInfo {
  format: 'bzImage' | 'vmlinux';
  /** `uname -r` of a bzImage, from its header. */
  release?: string;
}

const HEAD = 64 * 1024;
const X86_64 = 62;

/**
 * Find out what kind of kernel image a file is.
 *
 * @param path of the file
 * @param shown how the user named it, for messages
 * @throws UserError when it is no x86-64 kernel that QEMU can start
 */
export async function inspectImage(path: string, shown: string = path): Promise<ImageInfo> {
  await using file = await open(path, 'r');
  const head = await readAt(file, 0, HEAD);
  if (head.length > 0x230 && head.toString('latin1', 0x202, 0x206) === 'HdrS') {
    const release = await bzImageRelease(file, head);
    return release ? { format: 'bzImage', release } : { format: 'bzImage' };
  }
  if (isElf64(head)) return await inspectElf(file, head, shown);
  throw new UserError(`${shown} is no kernel image: ${describe(head)}`, { hint: IMAGE_HINT });
}

/** What to give instead of a file that is no kernel. */
export const IMAGE_HINT = 'give an x86-64 bzImage (arch/x86/boot/bzImage of a built tree) or vmlinux';

async function inspectElf(file: FileHandle, head: Buffer, shown: string): Promise<ImageInfo> {
  if (elfMachine(head) !== X86_64) {
    throw new UserError(`${shown} is not for x86-64: its ELF machine is ${elfMachine(head)}`, { hint: IMAGE_HINT });
  }
  for (const { offset, size } of noteSegments(head)) {
    if (hasPvhNote(await readAt(file, offset, Math.min(size, HEAD)))) return { format: 'vmlinux' };
  }
  throw new UserError(`${shown} is an ELF file without a PVH note, so QEMU cannot start it`, {
    hint: 'if it is a vmlinux, build it with CONFIG_PVH=y or give its bzImage',
  });
}

/** The boot protocol's kernel_version field points (less 0x200) at a string such as `7.3.4 (builder@host) #1 SMP`. */
async function bzImageRelease(file: FileHandle, head: Buffer): Promise<string | undefined> {
  const pointer = head.readUInt16LE(0x20e);
  if (pointer === 0) return undefined;
  const text = await readAt(file, pointer + 0x200, 256);
  return /^[\w.+~-]+/.exec(text.toString('latin1'))?.[0];
}

function describe(head: Buffer): string {
  if (head.length === 0) return 'the file is empty';
  if (head.toString('latin1', 0x38, 0x3c) === 'ARM\x64') return 'it is an arm64 Image, and guests are x86-64';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'it is gzip-compressed';
  return 'it has neither the magic "HdrS" of a bzImage at 0x202 nor that of an ELF file';
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
