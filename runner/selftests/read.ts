/** What a selftest said of its cases. */
import { Parser, type Result } from 'tap-parser';
import { FURTHER_PLAN, normalise } from './normalise.ts';
import type { ConsoleLine } from './untangle.ts';

/** How a case ended. `expected failure` is XFAIL of KTAP, and TODO of TAP. */
export type CaseOutcome = 'passed' | 'failed' | 'skipped' | 'expected failure' | 'timed out' | 'error';

/** One test case. */
export interface SelftestCase {
  /** Names from the outermost to its own. */
  path: readonly string[];
  outcome: CaseOutcome;
  /** What stood behind the directive, or the number sign. */
  why: string;
  /** What was printed since the case before it ended, the kernel's lines among it. */
  said: readonly string[];
  /** What it is called in reports; by default its path. */
  title?: string | undefined;
  /** Whether it passed although parts of it were skipped. */
  partly?: boolean | undefined;
}

/** What came of one program. */
export interface Reading {
  cases: readonly SelftestCase[];
  /** How many cases it announced; undefined when it did not. */
  planned: number | undefined;
  /** How many of these it reported: results of the outermost level. */
  reported: number;
  /** Why it skipped everything. */
  skipped: string | undefined;
  /** Why it gave up by itself. */
  bailout: string | undefined;
  /** What was printed after the last case. */
  rest: readonly string[];
  /** The case that began and did not end, as far as kselftest_harness.h says: it announces each. */
  inFlight: string | undefined;
  /** Cases of that harness: their program runs one of them alone when told to. */
  announced: ReadonlySet<string>;
}

/** Read the output of a program that speaks TAP or KTAP, as far as it came. Never throws: what cannot be understood is a diagnostic. */
export function readSelftest(lines: readonly ConsoleLine[]): Reading {
  let said: string[] = [];
  const take = () => said.splice(0);
  const parser = new Parser();
  let planned: number | undefined;
  const announced = new Set<string>();
  const say = (line: string) => {
    const begins = RUN.exec(line)?.[1];
    if (begins !== undefined) announced.add(begins);
    if (!line.startsWith(FURTHER_PLAN)) said.push(line);
    else planned = (planned ?? 0) + Number(/\.\.(\d+)/.exec(line)?.[1]);
  };
  const top = listen(parser, say, take);
  let skipped: string | undefined;
  let bailout: string | undefined;
  parser.on('plan', ({ end, comment }: { end: number; comment: string }) => {
    // tap-parser makes one up for output without results.
    if (parser.syntheticPlan) return;
    if (end === 0) skipped = comment.replace(/^SKIP\s*/i, '') || 'no reason given';
    else planned = end;
  });
  parser.on('bailout', (reason: string) => {
    bailout = reason || 'no reason given';
  });
  parser.end(normalise(lines));
  const { cases, reported } = top();
  const ended = lastOf(said);
  if (ended) {
    cases.push({ path: [ended.name], outcome: ended.ok ? 'passed' : 'failed', why: '', said });
    said = [];
  }
  const inFlight = begun(said);
  return { cases, planned, reported: reported + (ended ? 1 : 0), skipped, bailout, rest: said, inFlight, announced };
}

/** Collects the cases of one level and of those within; call what is returned when everything was read. */
function listen(level: Parser, say: (line: string) => void, take: () => string[]) {
  const cases: SelftestCase[] = [];
  let reported = 0;
  let inner: (() => { cases: SelftestCase[] }) | undefined;
  level.on('comment', (text: string) => {
    if (!OF_THE_PARSER.test(text)) say(text.replace(/^\s*# ?/, '').replace(/\n$/, ''));
  });
  level.on('child', (child: Parser) => {
    inner = listen(child, say, take);
  });
  level.on('assert', (result: Result) => {
    const own = caseOf(result, take());
    const within = inner?.().cases ?? [];
    inner = undefined;
    reported++;
    cases.push(...within.map((one) => ({ ...one, path: [...own.path, ...one.path] })));
    // A parent sums up its subtests, unless it failed for a reason of its own.
    const summed = within.length > 0 && (own.outcome !== 'failed' || within.some(({ outcome }) => isBad(outcome)));
    if (!summed) cases.push(own);
  });
  // Subtests whose parent never came.
  return () => ({ cases: [...cases, ...(inner?.().cases ?? [])], reported });
}

/** What tap-parser says itself. */
const OF_THE_PARSER = /^\s*# (?:Subtest\b|test count\(|failed \d+ |skip: |todo: |time=)/;

function isBad(outcome: CaseOutcome): boolean {
  return outcome === 'failed' || outcome === 'timed out' || outcome === 'error';
}

const DIRECTIVES: Readonly<Record<string, CaseOutcome>> = {
  XFAIL: 'expected failure',
  TIMEOUT: 'timed out',
  ERROR: 'error',
};

function caseOf({ ok, name: text, skip, todo }: Result, said: string[]): SelftestCase {
  const [, name = '', , directive = '', data = ''] = /^(.*?)\s*(?:(^|\s)#\s*(\S*)\s*(.*))?$/.exec(text) ?? [];
  const known = DIRECTIVES[directive.toUpperCase()];
  const [outcome, why]: [CaseOutcome, string] =
    skip !== false
      ? ['skipped', skip === true ? '' : skip]
      : todo !== false
        ? ['expected failure', todo === true ? '' : todo]
        : [known ?? (ok ? 'passed' : 'failed'), known ? data : `${directive} ${data}`.trim()];
  // kselftest.h has `ok 3 # SKIP name`: what is skipped stands where the reason should.
  return { path: [name || why || 'unnamed'], outcome, why, said };
}

/** The harness says `OK name` or `FAIL name` before the result line, which may have been lost. */
function lastOf(said: readonly string[]): { name: string; ok: boolean } | undefined {
  for (const line of said.toReversed()) {
    const [, word, name] = /^ +(OK|FAIL) {2}(\S+)$/.exec(line) ?? [];
    if (name) return { name, ok: word === 'OK' };
    if (RUN.test(line)) return undefined;
  }
  return undefined;
}

const RUN = /^ *RUN +(\S+) \.\.\.$/;

function begun(said: readonly string[]): string | undefined {
  return said.map((line) => RUN.exec(line)?.[1]).findLast((name) => name !== undefined);
}
