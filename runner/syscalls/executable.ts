const HEADER = 64;
const PROGRAM_HEADER = 56;
const PAGE = 4096;

/** What an executable may have besides its code. */
export interface ExecutableOptions {
  /** The path of a loader, which is executed in its place (PT_INTERP). */
  readonly loader?: string;
  /** Where it is mapped; a program and its loader need different places. */
  readonly address?: bigint;
}

/**
 * A static x86-64 executable of a few bytes, for what a plan cannot do with system calls of its own. Needs no compiler and no file in the guest.
 *
 * Layout: ELF-64 header, program headers (the first maps the whole file), the loader's path, code.
 *
 * @param code machine code, from the entry on
 */
export function executable(
  code: readonly number[],
  { loader, address = 0x400000n }: ExecutableOptions = {},
): Uint8Array {
  const path = Buffer.from(loader === undefined ? '' : `${loader}\0`);
  const count = loader === undefined ? 1 : 2;
  const pathAt = HEADER + count * PROGRAM_HEADER;
  const entry = pathAt + path.length;
  // Whole pages: up to 6.1 the kernel clears the rest of a loader's last page, and cannot where it is not writable.
  const file = Buffer.alloc(Math.ceil((entry + code.length) / PAGE) * PAGE);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(62, 18); // EM_X86_64
  file.writeUInt32LE(1, 20); // version
  file.writeBigUInt64LE(address + BigInt(entry), 24); // entry
  file.writeBigUInt64LE(BigInt(HEADER), 32); // program headers
  file.writeUInt16LE(HEADER, 52);
  file.writeUInt16LE(PROGRAM_HEADER, 54);
  file.writeUInt16LE(count, 56);
  programHeader(file, HEADER, { type: 1, offset: 0, address, size: file.length }); // PT_LOAD
  if (loader !== undefined) {
    const at = HEADER + PROGRAM_HEADER;
    programHeader(file, at, { type: 3, offset: pathAt, address: address + BigInt(pathAt), size: path.length }); // PT_INTERP
  }
  file.set(path, pathAt);
  file.set(code, entry);
  return file;
}

function programHeader(
  file: Buffer,
  at: number,
  { type, offset, address, size }: { type: number; offset: number; address: bigint; size: number },
): void {
  file.writeUInt32LE(type, at);
  file.writeUInt32LE(5, at + 4); // readable, executable
  file.writeBigUInt64LE(BigInt(offset), at + 8);
  file.writeBigUInt64LE(address, at + 16);
  file.writeBigUInt64LE(address, at + 24);
  file.writeBigUInt64LE(BigInt(size), at + 32);
  file.writeBigUInt64LE(BigInt(size), at + 40);
  file.writeBigUInt64LE(BigInt(PAGE), at + 48);
}
