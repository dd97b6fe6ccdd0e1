/** How many lines of a failed build are worth reading. */
const MOST = 30;

/** And how many before make gives up, of a program whose complaints are not known. */
const BEFORE = 5;

const COMPLAINT =
  /: (fatal )?error: |: undefined reference to |^ld: |\*\*\* .*(Error|No rule|Stop)|^error: |Killed signal|No space left/;
const CONTEXT = /^\s+(\d+ )?\|/;

/**
 * The lines of a build's output that say why it failed, with the excerpts of source below them; the end of the output when none does.
 *
 * @param output of make, errors included
 */
export function complaintsOf(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const kept: string[] = [];
  let within = false;
  for (const line of lines) {
    // What make says of itself repeats what the compiler said.
    const isMake = /^make(\[\d+\])?: \*\*\*/.test(line);
    const complains = COMPLAINT.test(line) && !(isMake && kept.length > 0);
    // Other programs complain in words of their own, and end before make says that they did.
    if (complains && isMake) kept.push(...lines.slice(0, lines.indexOf(line)).filter(isSaid).slice(-BEFORE));
    within = complains || (within && CONTEXT.test(line));
    if (within) kept.push(line);
  }
  const chosen = kept.length > 0 ? kept.slice(0, MOST) : lines.slice(-MOST);
  const more = kept.length > MOST ? [`… ${kept.length - MOST} more lines`] : [];
  return [...chosen, ...more].map((line) => `  ${line}`).join('\n');
}

/** Not what make says that it does. */
function isSaid(line: string): boolean {
  return !/^ {2}[A-Z]|^make\b/.test(line);
}

/** Warnings of the compiler in a build's output, each once. */
export function warningsOf(output: string): string[] {
  return [...new Set(output.split('\n').filter((line) => /: warning: /.test(line)))];
}
