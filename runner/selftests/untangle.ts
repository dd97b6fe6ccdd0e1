/** Takes apart what a program and the kernel printed on one console. */

/** A line of a console. */
export interface ConsoleLine {
  /** Who printed it. */
  by: 'kernel' | 'program';
  text: string;
}

/** What printk puts before each line of its own (`printk.time=1`), with the caller where CONFIG_PRINTK_CALLER is set. */
const STAMP = /\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? /;

/**
 * The lines of a console in their order. The kernel prints when it has something to say, also in the middle of a line that a program is writing: such a line is put together again, and
 * comes after what the kernel said. A last line without an end was cut off, and is left out unless it is the kernel's.
 */
export function untangle(console: string): ConsoleLine[] {
  const lines: ConsoleLine[] = [];
  let begun = '';
  const ended = console.replaceAll('\r', '').split('\n');
  const last = ended.pop() ?? '';
  for (const line of ended) {
    const at = line.search(STAMP);
    if (at < 0) {
      lines.push({ by: 'program', text: begun + line });
      begun = '';
    } else {
      begun += line.slice(0, at);
      lines.push({ by: 'kernel', text: line.slice(at) });
    }
  }
  const at = last.search(STAMP);
  if (at >= 0) lines.push({ by: 'kernel', text: last.slice(at) });
  return lines;
}
