/** One line as printk prints it, without its time stamp. */
export interface KernelLine {
  /** What the kernel said, without time stamp, caller, carriage return. */
  body: string;
  /** Who said it (`T12` a task, `C0` a processor in interrupt context), empty unless the kernel has CONFIG_PRINTK_CALLER. */
  caller: string;
  /** Offset of the line's first character, its time stamp included. */
  start: number;
  /** Offset after its last character, without the line's end. */
  end: number;
  /** False when the log stops in the middle of this line. */
  whole: boolean;
}

/** A report's lines are short. What is longer is a dump of something, and no rule needs to see its end. */
const longest = 2000;

// Every repetition is bounded, so that a flood of brackets and spaces costs no more than any other flood.
const timed = /\[ {0,4}\d{1,10}\.\d{6}\](?:\[ {0,10}([TC]\d{1,10})\])? ?/g;

/**
 * The lines of a console log that printk printed, in order.
 *
 * Only a time stamp tells the kernel from a program that writes to the console, so lines without one are dropped: boot with `printk.time=1`. The kernel
 * may start to speak in the middle of a program's line, hence a time stamp counts wherever it stands. A program that prints text *with* time
 * stamps (`dmesg`), or writes to /dev/kmsg, is indistinguishable from the kernel here.
 */
export function* kernelLines(text: string): Generator<KernelLine> {
  const stamp = new RegExp(timed);
  let match = stamp.exec(text);
  let newline = -1;
  while (match !== null) {
    const start = match.index;
    const body = stamp.lastIndex;
    const caller = match[1] ?? '';
    // Asked once per line, not once per time stamp: a line of a megabyte must not be searched again and again.
    if (newline < body) newline = endOfLine(text, body);
    match = stamp.exec(text);
    const cut = match !== null && match.index < newline;
    const end = cut ? match!.index : newline;
    yield line(text, { caller, start, body, end, whole: cut || newline < text.length });
  }
}

/** Every line of a log, as if the kernel had printed them all: for kernels that print no time stamps. */
export function* allLines(text: string): Generator<KernelLine> {
  for (let start = 0; start < text.length; ) {
    const end = endOfLine(text, start);
    yield line(text, { caller: '', start, body: start, end, whole: end < text.length });
    start = end + 1;
  }
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

function line(
  text: string,
  at: { caller: string; start: number; body: number; end: number; whole: boolean },
): KernelLine {
  let { end } = at;
  while (end > at.body && text.charCodeAt(end - 1) === 13) end--;
  const body = text.slice(at.body, Math.min(end, at.body + longest));
  return { body, caller: at.caller, start: at.start, end, whole: at.whole };
}
