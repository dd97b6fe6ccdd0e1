/**
 * Text that somebody else wrote: consoles, reasons, names. Whatever is in it, it must not steer a terminal, end a field of the format that carries it, or give
 * orders to a CI system that reads the log.
 */

/** Longest text that a report carries of one thing; the results document has all of it. */
export const LONGEST = 65_536;

// C0 besides tab, DEL, C1, the separators of lines and paragraphs, and what turns the direction of writing.
const steering = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Without characters that steer: a carriage return or escape sequence must not hide or fake a line. Newlines are such characters, too. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(steering, '?');
}

/** The same for text of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').split('\n').map(printable).join('\n');
}

/** As one line. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ')).trim();
}

/** Not longer than that, and honest about it. */
export function cut(text: string, most = LONGEST): string {
  if (text.length <= most) return text;
  const note = `… (${(text.length - most).toLocaleString('en')} more characters in the results document)`;
  return text.slice(0, most).toWellFormed() + note;
}

/** For logs that GitHub's runner reads: it takes orders from `::` at the start of a line, and from `##[` anywhere. */
export function withoutOrders(text: string): string {
  return text.replaceAll('##[', '## [').replaceAll(/^(\s*)::/gm, '$1: :');
}

/** As JSON in which a log finds no orders either: a bracket can be written in two ways. */
export function jsonWithoutOrders(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replaceAll('##[', '##\\u005b');
}
