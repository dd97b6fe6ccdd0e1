/** How text looks: colours only where they are wanted, widths, durations. */

/** Marks text as good, bad or unimportant; without colour, does nothing. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const sgr = (code: number) => (text: string) => (text === '' ? '' : `\x1b[${code}m${text}\x1b[0m`);
const same = (text: string) => text;

/** No colour. */
export const plain: Style = { good: same, bad: same, dim: same, bold: same };

/** ANSI colours. */
export const colour: Style = { good: sgr(32), bad: sgr(31), dim: sgr(2), bold: sgr(1) };

/** What a stream wants: colour on a terminal, unless NO_COLOR is set (no-color.org: and not empty). */
export function styleFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  return stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? colour : plain;
}

/** Width of a stream: that of the terminal, of COLUMNS, or what fits in a mail archive or a CI log. */
export function widthOf(stream: { columns?: number }, env: NodeJS.ProcessEnv = process.env): number {
  return stream.columns || Number(env.COLUMNS) || 120;
}

/** Cut the middle out of text that is too long: the ends of paths and identities say most. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.floor((width - 1) / 3);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

/** A duration in words: 12 ms, 3.1 s, 2 min 5 s. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A number with its noun. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Put before every line of a text. */
export function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : by + line))
    .join('\n');
}
