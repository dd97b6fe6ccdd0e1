/** What programs of kselftest say, by KTAP and by their exit status. */
import type { Step } from '../results/schema.ts';
import { excerpt, type Format, type Said } from './format.ts';
import { type Reading, readSelftest } from './read.ts';

/** The line that says most about why a case failed. */
function complaintOf(said: readonly string[]): string {
  const own = said.filter((line) => !/^ *(RUN|OK|FAIL|SKIP)\s|^\[ *\d+\./.test(line) && line.trim() !== '');
  return own.find((line) => EXPECTED.test(line)) ?? own.at(-1) ?? 'it did not say why';
}

/** `file:line:case:Expected …`, as TH_LOG of kselftest_harness.h writes it. */
const EXPECTED = /^([\w./-]+:\d+):([^:]*):Expected (.*) (==|!=|<|<=|>|>=) (.*?)\.?$/;

function stepsOf(said: readonly string[]): Step[] {
  return said
    .flatMap((line) => {
      const [, place, actor, left, operator, right] = EXPECTED.exec(line) ?? [];
      if (place === undefined) return [];
      const observed = /\((-?\d+)\)$/.exec(right!)?.[1] ?? right!;
      const expected = `${left} ${operator} ${right!.replace(/ \(-?\d+\)$/, '')}`;
      return [
        { arm: 'test' as const, actor: actor!, words: place, role: 'check' as const, expected, observed, ok: false },
      ];
    })
    .map((step, id) => ({ ...step, id }));
}

/** Exit statuses of kselftest.h. */
const KSFT = { pass: 0, fail: 1, expectedFailure: 2, unexpectedPass: 3, skip: 4 };

function statusVerdict(reading: Reading, status: number | undefined, lost: number): Said {
  const console = excerpt(reading.rest);
  const { cases, skipped, bailout, planned, reported, rest } = reading;
  if (status === undefined) return { verdict: 'broken', reason: 'the program could not be executed', console };
  const code = status >> 8;
  const signal = status & 127;
  if (bailout !== undefined) return { verdict: 'mismatch', reason: `it gave up: ${bailout}`, console };
  if (signal !== 0) return { verdict: 'mismatch', reason: `killed by signal ${signal}${lossOf(lost)}`, console };
  if (code >= 125) return { verdict: 'broken', reason: `it could not be executed (status ${code})`, console };
  if (skipped !== undefined) return { verdict: 'unsupported', reason: skipped };
  if (code === KSFT.skip && cases.length === 0)
    return {
      verdict: 'unsupported',
      reason: rest.findLast((line) => line.trim() !== '') ?? 'skipped without a reason',
    };
  if (lost > 0) return { verdict: 'mismatch', reason: `exit status ${code}${lossOf(lost)}`, console };
  if (planned !== undefined && reported > planned)
    return { verdict: 'mismatch', reason: `it announced ${planned} cases, and reported ${reported}`, console };
  const bad = cases.some(({ outcome }) => !['passed', 'skipped', 'expected failure'].includes(outcome));
  const good =
    code === KSFT.pass || code === KSFT.skip || code === KSFT.expectedFailure || code === KSFT.unexpectedPass;
  if (cases.length > 0 && good !== !bad)
    return {
      verdict: 'mismatch',
      reason: `exit status ${code}, although ${bad ? 'a case failed' : 'no case failed'}`,
      console,
    };
  if (cases.length === 0 && !good)
    return {
      verdict: 'mismatch',
      reason: `exit status ${code}: ${rest.findLast((line) => line.trim() !== '') ?? 'it said nothing'}`,
      console,
    };
  return { verdict: 'pass', reason: '' };
}

function lossOf(lost: number): string {
  return lost === 0 ? '' : `, and ${lost} of its cases did not run`;
}

/** KTAP, and what kselftest_harness.h prints besides. */
export const ktap: Format = { read: readSelftest, stepsOf, complaintOf, statusVerdict };
