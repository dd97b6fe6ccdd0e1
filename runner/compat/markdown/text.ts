/** Markdown, from texts that may hold anything. */
import { ERRNO } from '../../syscalls/errno.ts';

/** Text as it reads: nothing in it is markup, and it stays on its line. */
export function plain(text: string): string {
  return escaped(text).trim();
}

function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_<>[\]|#]/g, (letter) => `\\${letter}`);
}

/** Text in the letters of a machine. A pipe would end the cell of a table even there. */
export function code(text: string): string {
  const clean = text.replace(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${clean.replaceAll('|', '\\|')}\``;
}

const ERRORS = Object.keys(ERRNO).join('|');

/** What is code in prose: calls, names of constants (joined by | or with a star), of functions and fields, errors, paths in /proc. */
const CODE = new RegExp(
  [
    '\\b[a-z_0-9]+\\([A-Z-][^()]*\\)',
    '\\b[a-z_0-9]+\\(2?\\)',
    '\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b(?:\\|[A-Z][A-Z0-9_]+)*',
    '\\b[A-Z]+_\\*',
    '\\b[a-z0-9]+(?:_[a-z0-9]+)+\\b',
    `\\b(?:${ERRORS})\\b`,
    '/proc/[A-Za-z0-9/_]+',
  ]
    .map((one) => `(?:${one})`)
    .join('|'),
);

/** Prose in which names are set as code. */
export function prose(text: string): string {
  return text
    .split(new RegExp(`(${CODE.source})`))
    .map((part, index) => (index % 2 === 1 ? code(part) : escaped(part)))
    .join('')
    .trim();
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** The anchor that a heading gets. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** Blocks with a blank line between them; empty ones are left out. */
export const blocks = (...parts: readonly string[]): string => `${parts.filter((part) => part !== '').join('\n\n')}\n`;
