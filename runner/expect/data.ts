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
  return isText(data) ? JSON.stringify(textOf(dataBytes(data))) : hexadecimal(dataBytes(data));
}

/** The observed bytes in the form of the expected ones: beside a number's bytes those of another number, though they may be text as well (9 is a tabulator). */
export function observedDataInWords(observed: Uint8Array, expected: Data): string {
  return isTemplate(expected) || isText(expected) ? dataInWords(observed) : hexadecimal(observed);
}

function isText(data: Uint8Array | string): boolean {
  const text = textOf(dataBytes(data));
  return text.length > 0 && /^[\n\t\x20-\x7e]*$/.test(text);
}

function hexadecimal(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`;
}
