/** A section or segment of an ELF file, as offsets into it. */
interface Range {
  name: string;
  type: number;
  offset: number;
  size: number;
}

/** Is this the beginning of a 64-bit little-endian ELF file? */
export function isElf64(head: Buffer): boolean {
  return head.length >= 64 && head.readUInt32BE(0) === 0x7f454c46 && head[4] === 2 && head[5] === 1;
}

/** `e_machine` of an ELF file; 62 is x86-64. */
export function elfMachine(head: Buffer): number {
  return head.readUInt16LE(18);
}

/** PT_NOTE segments of an ELF file, from its first bytes (which must hold the program headers). */
export function noteSegments(head: Buffer): Range[] {
  const start = Number(head.readBigUInt64LE(32));
  const size = head.readUInt16LE(54);
  const count = head.readUInt16LE(56);
  const notes: Range[] = [];
  for (let at = start; at < start + size * count && at + size <= head.length; at += size) {
    if (head.readUInt32LE(at) !== 4) continue;
    const offset = Number(head.readBigUInt64LE(at + 8));
    notes.push({ name: '', type: 4, offset, size: Number(head.readBigUInt64LE(at + 32)) });
  }
  return notes;
}

/** Does this note segment hold the Xen PHYS32_ENTRY note, by which QEMU starts a vmlinux (PVH)? */
export function hasPvhNote(notes: Buffer): boolean {
  const align = (n: number) => (n + 3) & ~3;
  for (let at = 0; at + 12 <= notes.length; ) {
    const nameSize = notes.readUInt32LE(at);
    const valueSize = notes.readUInt32LE(at + 4);
    const name = notes.toString('latin1', at + 12, at + 12 + nameSize).replace(/\0.*$/s, '');
    if (name === 'Xen' && notes.readUInt32LE(at + 8) === 18) return true;
    at += 12 + align(nameSize) + align(valueSize);
  }
  return false;
}

/** Contents of a section of a whole ELF64 file; undefined if there is none of this name or the file is cut short. */
export function elfSection(file: Buffer, wanted: string): Buffer | undefined {
  const start = Number(file.readBigUInt64LE(40));
  const size = file.readUInt16LE(58);
  const count = file.readUInt16LE(60);
  const names = file.readUInt16LE(62);
  if (start === 0 || start + size * count > file.length) return undefined;
  const section = (index: number): Range => {
    const at = start + index * size;
    const offset = Number(file.readBigUInt64LE(at + 24));
    return { name: '', type: file.readUInt32LE(at), offset, size: Number(file.readBigUInt64LE(at + 32)) };
  };
  const strings = section(names);
  for (let index = 0; index < count; index++) {
    const from = strings.offset + file.readUInt32LE(start + index * size);
    if (file.toString('latin1', from, file.indexOf(0, from)) !== wanted) continue;
    const { offset, size: length } = section(index);
    return file.subarray(offset, offset + length);
  }
  return undefined;
}
