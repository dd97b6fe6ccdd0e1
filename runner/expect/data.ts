import { type Captures, isTemplate, matchesTemplate, type Template, templateInWords, textOf } from './template.ts';

/** Expected data: bytes, text that stands for its UTF-8 bytes without a terminating NUL, or text with holes. */
export type Data = Uint8Array | string | Template;

/** The bytes of expected data that is known to the last one. */
export function dataBytes(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}

/**
 * Whether the observed bytes are as expected: they begin with the expected ones, or all of them are as the template says.
 *
 * @param captures what earlier steps of the arm captured; gains what this one captures
 */
export function isExpectedData(observed: Uint8Array, expected: Data, captures: Captures): boolean {
  if (isTemplate(expected)) return matchesTemplate(textOf(observed), expected, captures);
  const bytes = dataBytes(expected);
  return observed.length >= bytes.length && bytes.every((byte, index) => observed[index] === byte);
}

/**
 * Data for people: quoted text where all bytes are printable, hexadecimal otherwise. Trailing NULs are cut from text.
 *
 * @param captures what the holes of a template stand for
 */
export function dataInWords(data: Data, captures?: Captures): string {
  if (isTemplate(data)) return templateInWords(data, captures);
  const bytes = dataBytes(data);
  const text = textOf(bytes);
  return text.length > 0 && /^[\n\t\x20-\x7e]*$/.test(text)
    ? JSON.stringify(text)
    : `0x${Buffer.from(bytes).toString('hex')}`;
}
