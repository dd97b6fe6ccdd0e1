import type { WordSize } from '../plan/plan.ts';
import { type Blob, knownNumber, type Reference, type Value } from './value.ts';

/** One field's type: its size and alignment in bytes, and how a value becomes bytes. */
export interface FieldType<V> {
  readonly size: number;
  readonly align: number;
  /** Writes the value at `offset` of `bytes`; what is known only when the plan runs becomes a reference. */
  write(value: V, bytes: Uint8Array, offset: number, references: Reference[]): void;
}

function word(size: WordSize): FieldType<Value> {
  return {
    size,
    align: size,
    write(value, bytes, offset, references) {
      const number = knownNumber(value);
      if (number === undefined) {
        references.push({ offset, size, value });
        return;
      }
      const limit = 1n << BigInt(size * 8);
      if (number >= limit || number < -(limit / 2n)) throw new RangeError(`${number} does not fit in ${size} bytes`);
      for (let rest = BigInt.asUintN(size * 8, number), at = offset; rest > 0n; rest >>= 8n, at += 1) {
        bytes[at] = Number(rest & 0xffn);
      }
    },
  };
}

/** Integers of 1, 2, 4 and 8 bytes, little-endian; negative numbers are written in two's complement. */
export const u8 = word(1);
export const u16 = word(2);
export const u32 = word(4);
export const u64 = word(8);
/** The same as the unsigned ones; the names say what the kernel makes of them. */
export const s32 = u32;
export const s64 = u64;
/** An address of 8 bytes: a buffer, a region, a blob, bytes, a string, or null. */
export const pointer = u64;

/** A 16-bit integer in network byte order. */
export const be16: FieldType<number> = {
  size: 2,
  align: 2,
  write(value, bytes, offset) {
    bytes[offset] = (value >> 8) & 0xff;
    bytes[offset + 1] = value & 0xff;
  },
};

/** A fixed number of bytes; shorter values are padded with zeros, text is UTF-8 without a NUL. */
export function bytes(size: number): FieldType<Uint8Array | string> {
  return {
    size,
    align: 1,
    write(value, target, offset) {
      const data = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      if (data.length > size) throw new RangeError(`${data.length} bytes in a field of ${size}`);
      target.set(data, offset);
    },
  };
}

/** A structure's memory layout. */
export interface Struct<F extends Record<string, FieldType<never>>> extends FieldType<Partial<StructValues<F>>> {
  /** Bytes from the beginning to each field. */
  readonly offsets: { readonly [K in keyof F]: number };
  /**
   * Encodes values; fields left out are zero.
   *
   * @param values by field
   * @param words how the words of a step call the structure
   */
  encode(values: Partial<StructValues<F>>, words?: string): Blob;
}

/** The values that a structure's fields take. */
export type StructValues<F extends Record<string, FieldType<never>>> = {
  [K in keyof F]: F[K] extends FieldType<infer V> ? V : never;
};

/**
 * Declares a structure of the kernel's interface: `struct('sockaddr_un', { family: u16, path: bytes(108) })`.
 *
 * @param label the structure's name, used for buffers in plans
 * @param fields in memory order; a structure can be a field of another
 * @param options `packed`: no padding between fields or at the end
 */
export function struct<const F extends Record<string, FieldType<never>>>(
  label: string,
  fields: F,
  options: { packed?: boolean } = {},
): Struct<F> {
  const offsets: Record<string, number> = {};
  let end = 0;
  let align = 1;
  for (const [name, type] of Object.entries(fields)) {
    const step = options.packed ? 1 : type.align;
    offsets[name] = Math.ceil(end / step) * step;
    end = offsets[name] + type.size;
    align = Math.max(align, step);
  }
  const size = Math.ceil(end / align) * align;
  const write = (values: Partial<StructValues<F>>, target: Uint8Array, offset: number, references: Reference[]) => {
    for (const [name, value] of Object.entries(values)) {
      const field = fields[name] as FieldType<unknown> | undefined;
      if (field === undefined) throw new RangeError(`struct ${label} has no field '${name}'`);
      if (value !== undefined) field.write(value, target, offset + offsets[name]!, references);
    }
  };
  return {
    size,
    align,
    offsets: offsets as { [K in keyof F]: number },
    write,
    encode(values, words = label) {
      const target = new Uint8Array(size);
      const references: Reference[] = [];
      write(values, target, 0, references);
      return { kind: 'blob', bytes: target, references, label, words };
    },
  };
}

/**
 * An array of equal fields as one blob, for instance an array of pointers that ends with null.
 *
 * @param type of each element
 * @param values the elements
 * @param words how the words of a step call it
 */
export function array<V>(type: FieldType<V>, values: readonly V[], words = 'array'): Blob {
  const target = new Uint8Array(type.size * values.length);
  const references: Reference[] = [];
  for (const [index, value] of values.entries()) type.write(value, target, index * type.size, references);
  return { kind: 'blob', bytes: target, references, label: 'array', words };
}
