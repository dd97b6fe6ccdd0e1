/** The counters of one object file, as gcov reads them: https://gcc.gnu.org/ "gcov-io.h" describes the format. */

const MAGIC = 0x67636461;
const TAG_ARCS = 0x01a10000;

/** The text in front of everything: magic, version, stamp, and since GCC 12 a checksum. */
interface Layout {
  headerBytes: number;
  /** Lengths of records are counted in these. */
  unit: number;
}

/** Bytes that are no counters, or those of another build. */
export class GcdaError extends Error {
  override readonly name = 'GcdaError';
}

function layoutOf(file: DataView): Layout {
  if (file.byteLength < 12 || file.getUint32(0, true) !== MAGIC) throw new GcdaError('not a gcda file');
  // The version is four characters, such as `B22*` for 12.2: a letter for tens, a digit for ones.
  const letter = file.getUint8(7);
  const major = letter >= 65 ? (letter - 65) * 10 + (file.getUint8(6) - 48) : letter - 48;
  return major >= 12 ? { headerBytes: 16, unit: 1 } : { headerBytes: 12, unit: 4 };
}

/** Where the counters of taken arcs are: offset of each 64-bit word. */
function* arcCounters(file: DataView): Generator<number> {
  const { headerBytes, unit } = layoutOf(file);
  let at = headerBytes;
  while (at + 8 <= file.byteLength) {
    const tag = file.getUint32(at, true);
    const bytes = file.getUint32(at + 4, true) * unit;
    at += 8;
    if (tag === 0) return;
    if (at + bytes > file.byteLength) throw new GcdaError('the gcda file is cut');
    if (tag === TAG_ARCS) for (let word = at; word < at + bytes; word += 8) yield word;
    at += bytes;
  }
}

/**
 * Add up counters of the same object.
 *
 * @param sum is changed
 * @param more what to add
 * @param less what `more` had before it counted anything of interest: a guest begins with the counters of its snapshot
 * @throws GcdaError when they are not of the same object
 */
export function addCounters(sum: Uint8Array, more: Uint8Array, less?: Uint8Array): void {
  if (more.byteLength !== sum.byteLength || (less && less.byteLength !== sum.byteLength)) {
    throw new GcdaError('counters of different builds');
  }
  const [view, from, without] = [viewOf(sum), viewOf(more), less && viewOf(less)];
  for (const at of arcCounters(from)) {
    const gained = from.getBigUint64(at, true) - (without?.getBigUint64(at, true) ?? 0n);
    if (gained > 0n) view.setBigUint64(at, view.getBigUint64(at, true) + gained, true);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
