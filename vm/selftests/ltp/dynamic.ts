/** What a program wants of the dynamic linker, read from its file: `ldd` would run it. */
import { elfMachine, isElf64 } from '../../kernels/elf.ts';

/** What the dynamic linker is told by a program or a library (gABI, "Dynamic Section"). */
export interface Dynamic {
  /** Path of the dynamic linker; libraries have none. */
  interpreter: string | undefined;
  /** Libraries by name (DT_NEEDED). */
  needed: readonly string[];
  /** Directories to look into first (DT_RUNPATH, or else DT_RPATH), `$ORIGIN` and all. */
  path: readonly string[];
}

/** `e_machine` of x86-64. */
const X86_64 = 62;

const PT = { load: 1, dynamic: 2, interpreter: 3 };
const DT = { needed: 1, strings: 5, rpath: 15, runpath: 29 };

/** Whether a file is a program or library for x86-64. */
export function isForGuests(file: Buffer): boolean {
  return isElf64(file) && elfMachine(file) === X86_64;
}

/** What a program for x86-64 wants; a static one wants nothing. Nor does a damaged one: whoever runs it will be told. */
export function readDynamic(file: Buffer): Dynamic {
  try {
    return dynamicOf(file);
  } catch (error) {
    if (error instanceof RangeError) return { interpreter: undefined, needed: [], path: [] };
    throw error;
  }
}

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

function dynamicOf(file: Buffer): Dynamic {
  const segments = segmentsOf(file);
  const offsetOf = (address: number) => {
    const load = segments.find(
      (one) => one.type === PT.load && address >= one.address && address < one.address + one.size,
    );
    if (load === undefined) throw new RangeError('an address that no segment has');
    return address - load.address + load.offset;
  };
  const tags = tagsOf(
    file,
    segments.find(({ type }) => type === PT.dynamic),
  );
  const values = (wanted: number) => tags.filter(({ tag }) => tag === wanted).map(({ value }) => value);
  const [strings] = values(DT.strings);
  const texts = (wanted: number) =>
    strings === undefined ? [] : values(wanted).map((value) => textAt(file, offsetOf(strings) + value));
  const interpreter = segments.find(({ type }) => type === PT.interpreter);
  const path = texts(DT.runpath).length > 0 ? texts(DT.runpath) : texts(DT.rpath);
  return {
    interpreter: interpreter && textAt(file, interpreter.offset),
    needed: texts(DT.needed),
    path: path.flatMap((text) => text.split(':')).filter((directory) => directory !== ''),
  };
}

function segmentsOf(file: Buffer): Segment[] {
  const start = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const count = file.readUInt16LE(56);
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    const number = (offset: number) => Number(file.readBigUInt64LE(at + offset));
    return { type: file.readUInt32LE(at), offset: number(8), address: number(16), size: number(32) };
  });
}

function tagsOf(file: Buffer, segment: Segment | undefined): { tag: number; value: number }[] {
  if (segment === undefined) return [];
  return Array.from({ length: Math.floor(segment.size / 16) }, (_, index) => {
    const at = segment.offset + 16 * index;
    return { tag: Number(file.readBigInt64LE(at)), value: Number(file.readBigUInt64LE(at + 8)) };
  });
}

function textAt(file: Buffer, offset: number): string {
  const end = file.indexOf(0, offset);
  if (offset >= file.length || end < 0) throw new RangeError('a text that does not end');
  return file.toString('latin1', offset, end);
}
