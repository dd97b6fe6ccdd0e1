/** From the KTAP of kernel selftests to TAP 14, for a parser that knows nothing of kernels. */
import type { ConsoleLine } from './untangle.ts';

const VERSION = /^(?:KTAP version \d+|TAP version \d+)$/;
const PLAN = /^1\.\.\d+(?: *#.*)?$/;
const RESULT = /^(?:not )?ok\b/;
const BAIL = /^Bail out!/;

/** How a plan is told that comes after another one: TAP has one at most. */
export const FURTHER_PLAN = 'further plan: ';

/**
 * Documentation/dev-tools/ktap.rst: a nested test begins with a version line, two spaces further in, and ends before its parent's result line. TAP 14 indents by four, and announces with
 * `# Subtest`. Everything that is neither version, plan, result nor bail-out is a comment then: diagnostics, what the kernel said, and lines that KTAP allows and calls unknown, which
 * must not make a parser of TAP stumble.
 */
export function normalise(lines: readonly ConsoleLine[]): string {
  const result = ['TAP version 14'];
  /** Levels that are open: each began with a version line at its indentation. The outermost needs none. */
  const open = [{ planned: false }];
  let again = false;
  const add = (depth: number, text: string) => result.push(`${'    '.repeat(depth)}${text}`);
  for (const { by, text } of lines) {
    const [, spaces = '', rest = ''] = /^( *)(.*?)\s*$/.exec(text) ?? [];
    const depth = spaces.length / 2;
    const level = open[depth];
    if (by === 'kernel') add(open.length - 1, `# ${text}`);
    else if (VERSION.test(rest) && depth > 0 && depth === open.length) {
      open.push({ planned: false });
      add(depth - 1, '# Subtest');
    } else if (level && RESULT.test(rest)) {
      // A result of an outer level ends those within it.
      open.length = depth + 1;
      add(depth, printable(rest));
    } else if (level && PLAN.test(rest) && depth === open.length - 1 && !level.planned) {
      level.planned = true;
      add(depth, printable(rest));
    } else if (depth === 0 && PLAN.test(rest) && again) {
      // A program that runs several of its kind one after the other, such as capabilities/test_execve.
      again = false;
      add(0, `# ${FURTHER_PLAN}${printable(rest)}`);
    } else if (BAIL.test(rest) && depth === 0) {
      open.length = 1;
      add(0, printable(rest));
    } else if (VERSION.test(rest)) {
      again = depth === 0 && open[0]?.planned === true;
    } else {
      add(open.length - 1, `# ${printable(text.replace(/^ *#? ?/, ''))}`);
    }
  }
  return `${result.join('\n')}\n`;
}

/** Without the characters that steer terminals. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '?');
}
