/** Lines by which tests of LTP tell results: `print_result` in lib/tst_test.c, `tst_print` in lib/tst_res.c for older tests, `tst_res` of the shell. */
import type { Step } from '../results/schema.ts';
import type { CaseOutcome } from './read.ts';

/** What a test says of a check (doc/developers/api_c_tests.rst). */
export type LtpType = 'TPASS' | 'TFAIL' | 'TBROK' | 'TCONF' | 'TWARN' | 'TINFO' | 'TDEBUG';

/** A line that tells something. */
export interface LtpLine {
  type: LtpType;
  /** `landlock02.c:75`, or name and number of the test. */
  place: string;
  text: string;
}

const TYPES = '(TPASS|TFAIL|TBROK|TCONF|TWARN|TINFO|TDEBUG)';
const LINE = new RegExp(`^([\\w./+-]+:\\d+): ${TYPES}: (.*)$`);
const SHELL_OR_OLD = new RegExp(`^([\\w./+-]+ +\\d+) +${TYPES} {0,2}: +(.*)$`);

/** What a line tells, undefined when it tells no result. Colours are left out. */
export function ltpLine(line: string): LtpLine | undefined {
  const plain = line.replaceAll(/\u001b\[[\d;]*m/g, '');
  const [, place, type, text] = LINE.exec(plain) ?? SHELL_OR_OLD.exec(plain) ?? [];
  if (place === undefined) return undefined;
  return { type: type as LtpType, place: place.replace(/ +/, ' '), text: text!.trim() };
}

/** All that was told. */
export function ltpLines(said: readonly string[]): LtpLine[] {
  return said.map(ltpLine).filter((line) => line !== undefined);
}

/** Its deadline passed: LTP kills the test, and says so itself (`alarm_handler`, `fork_testrun`). */
const KILLED = /^Test (timeouted|timed out)\b/;
const TIMEOUT = /^Test killed! \(timeout\?\)/;

/** What all results of a part of a test amount to, the worst first. */
export function ltpOutcome(
  said: readonly string[],
): { outcome: CaseOutcome; why: string; partly: boolean } | undefined {
  const lines = ltpLines(said);
  const first = (wanted: LtpType) => lines.find(({ type }) => type === wanted);
  const told = (line: LtpLine | undefined) => (line === undefined ? '' : `${line.place}: ${line.text}`);
  const late = said.some((line) => KILLED.test(line)) || lines.some(({ text }) => TIMEOUT.test(text));
  if (late) return { outcome: 'timed out', why: "LTP's own deadline passed", partly: false };
  const failed = first('TFAIL');
  if (failed) return { outcome: 'failed', why: told(failed), partly: false };
  const broken = first('TBROK') ?? first('TWARN');
  if (broken) return { outcome: 'error', why: told(broken), partly: false };
  const skips = [...new Set(lines.filter(({ type }) => type === 'TCONF').map(({ text }) => text))];
  if (first('TPASS')) return { outcome: 'passed', why: '', partly: skips.length > 0 };
  return skips.length > 0 ? { outcome: 'skipped', why: skips.join('; '), partly: false } : undefined;
}

/** `call expected ERRNO: what came`, as the TST_EXP macros of tst_test_macros.h say it. */
const EXPECTED = /^(.+?) expected (\S+): (.+)$/;

/** What failed, broke or was warned of, each line a step. */
export function ltpSteps(said: readonly string[]): Step[] {
  return ltpLines(said)
    .filter(({ type }) => type === 'TFAIL' || type === 'TBROK' || type === 'TWARN')
    .map(({ type, place, text }, id) => {
      const [, call, expected, observed] = EXPECTED.exec(text) ?? [];
      const both =
        type === 'TFAIL' && call !== undefined
          ? { expected: `${call}: ${expected}`, observed: observed! }
          : { expected: 'TPASS', observed: `${type}: ${text}` };
      return { arm: 'test', id, actor: 'test', words: place, role: 'check', ...both, ok: false };
    });
}
