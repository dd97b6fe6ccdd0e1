/** Expected data: bytes, or text that stands for its UTF-8 bytes without a terminating NUL. */
export type Data = Uint8Array | string;

/** The bytes of expected data. */
export function dataBytes(data: Data): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}

/** Whether the observed bytes begin with the expected ones. */
export function startsWithData(observed: Uint8Array, expected: Data): boolean {
  const bytes = dataBytes(expected);
  return observed.length >= bytes.length && bytes.every((byte, index) => observed[index] === byte);
}

/** Bytes for people: quoted text where all bytes are printable, hexadecimal otherwise. Trailing NULs are cut from text. */
export function dataInWords(data: Data): string {
  const bytes = dataBytes(data);
  const text = new TextDecoder('latin1').decode(bytes).replace(/\0+$/, '');
  return text.length > 0 && /^[\n\t\x20-\x7e]*$/.test(text)
    ? JSON.stringify(text)
    : `0x${Buffer.from(bytes).toString('hex')}`;
}
