/** How much of a console a message shows. */
export interface ExcerptOptions {
  /** Lines, 20 by default. */
  lines?: number | undefined;
  /** Characters of a line, 200 by default: what is longer is cut and marked. */
  width?: number | undefined;
}

/**
 * The last lines of a console, safe to print: control characters are escaped, so that a guest can neither recolour nor clear the terminal that
 * shows its log, nor make one line look like two.
 *
 * Only the end of the text is looked at, however long it is.
 */
export function excerpt(text: string, { lines = 20, width = 200 }: ExcerptOptions = {}): string[] {
  const kept: string[] = [];
  let end = text.length;
  if (text.endsWith('\n')) end--;
  while (kept.length < lines && end >= 0 && text.length > 0) {
    const newline = end === 0 ? -1 : text.lastIndexOf('\n', end - 1);
    kept.push(shorten(text, newline + 1, end, width));
    end = newline;
  }
  return kept.reverse();
}

/** Escapes control characters and lone surrogates: `\x1b`, `\u2028`. Tabs become a space. */
export function escapeControls(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\0-\x1f\x7f-\x9f\xad\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => {
    const code = char.codePointAt(0)!;
    if (code < 256) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 65536 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

function shorten(text: string, start: number, end: number, width: number): string {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) === 13) last--;
  const line = text.slice(start, Math.min(last, start + width));
  return escapeControls(line) + (last - start > width ? '…' : '');
}
