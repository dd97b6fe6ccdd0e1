/** What tests of LTP say, by their lines and by their exit status. */
import { excerpt, type Format, type Said } from './format.ts';
import { type LtpType, ltpLine, ltpLines, ltpOutcome, ltpSteps } from './ltp-lines.ts';
import type { Reading, SelftestCase } from './read.ts';
import type { ConsoleLine } from './untangle.ts';

/** What is printed before each file system (`run_tcase_on_fs` in lib/tst_test.c). */
const SECTION = /^=== Testing on (\S+) ===$/;

/** By what the library begins its end (`do_exit`); hints, such as `missing kernel fixes`, come before it. */
const HINT = 'HINT: You _MAY_ be ';
const SUMMARY = 'Summary:';

interface Section {
  name: string;
  said: string[];
}

/**
 * A test that runs on several file systems has a case for each; it runs all of them again for its next variant, whose cases get a number. What comes before the first and
 * after the last belongs to the program as a whole, as does everything of other tests.
 */
function read(lines: readonly ConsoleLine[]): Reading {
  const cases: SelftestCase[] = [];
  const rest: string[] = [];
  const times = new Map<string, number>();
  let open: Section | undefined;
  const close = () => {
    if (open) cases.push(caseOf(open));
    open = undefined;
  };
  for (const { by, text } of lines) {
    const told = by === 'program' ? ltpLine(text) : undefined;
    const fileSystem = told?.type === 'TINFO' ? SECTION.exec(told.text)?.[1] : undefined;
    if (fileSystem !== undefined) {
      close();
      const time = (times.get(fileSystem) ?? 0) + 1;
      times.set(fileSystem, time);
      open = { name: time === 1 ? fileSystem : `${fileSystem}-${time}`, said: [] };
    } else if (by === 'program' && (text.startsWith(HINT) || text === SUMMARY)) close();
    (open?.said ?? rest).push(text);
  }
  return {
    ...{ cases, planned: undefined, reported: cases.length, skipped: undefined, bailout: undefined },
    rest: [...rest, ...(open?.said ?? [])],
    inFlight: open?.name,
    // Any file system can be asked for alone.
    announced: new Set(cases.map(({ path }) => path.join('.'))),
  };
}

function caseOf({ name, said }: Section): SelftestCase {
  const nothing = { outcome: 'error' as const, why: 'it reported nothing there', partly: false };
  const about = ltpLines(said).find(({ type, text }) => type === 'TINFO' && /^Testing /.test(text))?.text;
  const title = `on ${name}${about === undefined ? '' : `: ${about}`}`;
  return { path: [name], said, title, ...(ltpOutcome(said) ?? nothing) };
}

/** Bits of the exit status (include/tst_res_flags.h). */
const STATUS = { TFAIL: 1, TBROK: 2, TWARN: 4, TCONF: 32 } as const;

function statusVerdict(reading: Reading, status: number | undefined): Said {
  const { cases, rest, inFlight } = reading;
  const console = excerpt(rest);
  const steps = ltpSteps(rest);
  const said = (verdict: Said['verdict'], reason: string): Said => ({ verdict, reason, console, steps });
  if (status === undefined) return said('broken', 'the test could not be executed');
  const code = status >> 8;
  const signal = status & 127;
  if (signal !== 0)
    return said('mismatch', `killed by signal ${signal}${inFlight === undefined ? '' : ` in ${inFlight}`}`);
  if (code === 126 || code === 127) return said('broken', `the test could not be executed (status ${code})`);
  const own = ltpOutcome(rest);
  if (own?.outcome === 'timed out') return said('hang', own.why);
  if (own?.outcome === 'failed') return said('mismatch', own.why);
  const contradiction = contradictionOf(code, [...cases.flatMap((one) => one.said), ...rest]);
  if (contradiction !== undefined) return said(code & STATUS.TFAIL ? 'mismatch' : 'broken', contradiction);
  if (own?.outcome === 'error') return said('broken', own.why);
  if (inFlight !== undefined) return said('broken', `it ended in ${inFlight} without a summary, with status ${code}`);
  if (own?.outcome === 'skipped' && cases.length === 0) return { verdict: 'unsupported', reason: own.why };
  // Fixes that the kernel may lack are told at the end, for all file systems.
  const telling = own?.partly === true || rest.some((line) => line.startsWith(HINT));
  if (own !== undefined || cases.length > 0) return { verdict: 'pass', reason: '', ...(telling && { console }) };
  return silentVerdict(code, rest, said);
}

/** A program that tells no results, such as those that only call others: its exit status is all that it says. */
function silentVerdict(
  code: number,
  rest: readonly string[],
  said: (verdict: Said['verdict'], reason: string) => Said,
): Said {
  if (code === 0) return { verdict: 'pass', reason: '' };
  const last = rest.findLast((line) => line.trim() !== '') ?? 'it said nothing';
  if (code === STATUS.TCONF) return { verdict: 'unsupported', reason: last };
  return said(code & STATUS.TBROK || code & STATUS.TWARN ? 'broken' : 'mismatch', `exit status ${code}: ${last}`);
}

/** Where exit status and lines disagree about what went wrong: lines can be lost, and so can a status. */
function contradictionOf(code: number, all: readonly string[]): string | undefined {
  const lines = ltpLines(all);
  // What says nothing in lines cannot contradict itself.
  if (lines.length === 0) return undefined;
  for (const type of ['TFAIL', 'TBROK', 'TWARN'] as const satisfies readonly LtpType[]) {
    const printed = lines.some((line) => line.type === type);
    const told = (code & STATUS[type]) !== 0;
    if (told && !printed) return `exit status ${code} says ${type}, which it did not print`;
    if (printed && !told && type !== 'TWARN') return `exit status ${code}, although it printed ${type}`;
  }
  return undefined;
}

function complaintOf(said: readonly string[]): string {
  return ltpOutcome(said)?.why || 'it did not say why';
}

/** The format of LTP, for tests in C of both libraries and for shell scripts. */
export const ltp: Format = { read, stepsOf: ltpSteps, complaintOf, statusVerdict };
