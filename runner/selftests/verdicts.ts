/** From what a selftest said, and what became of its guest, to verdicts. */
import { findSplats } from '../../vm/console/splats.ts';
import { activityInWords, type GuestReply } from '../../vm/guest/reply.ts';
import { crashOf } from '../engine/crash.ts';
import type { Observation } from '../plan/observation.ts';
import type { Scenario, Splat, Verdict } from '../results/schema.ts';
import { excerpt, type Format, type Said } from './format.ts';
import { ktap } from './ktap.ts';
import type { Reading, SelftestCase } from './read.ts';
import { untangle } from './untangle.ts';

/** A program that ran. */
export interface Ran {
  reply: GuestReply;
  /** Undefined when the guest died with it. */
  observation: Observation | undefined;
  /** Milliseconds that it was given. */
  deadline: number;
}

/** Which program of which selftests. */
export interface ProgramName {
  /** Directory below tools/testing/selftests, or `ltp`. */
  directory: string;
  program: string;
  /** The source, as shown. */
  source: string;
  /** Options of `kconform selftests` with which it ran, but for the kernel: a verdict is to be had again. */
  options: readonly string[];
  /** How it says what it found; by default KTAP. */
  format?: Format | undefined;
  /** Where it is in that source, if not below tools/testing/selftests. */
  file?: string | undefined;
}

/** A verdict without its kernel, and the scenario that it is about. */
export interface Judged {
  scenario: Scenario;
  verdict: Omit<Verdict, 'kernel'>;
}

/** The name of what is said of a program as a whole, beside its cases. */
export const WHOLE = 'whole-program';

/** Judge a program that ran: each case for itself, and the program as a whole. */
export function judgeProgram(name: ProgramName, ran: Ran): Judged[] {
  const format = name.format ?? ktap;
  const lines = untangle(ran.reply.console);
  const reading = format.read(lines);
  const splats = splatsByLine(lines.filter(({ by }) => by === 'kernel').map(({ text }) => text));
  const ids = new Map<string, number>();
  const judged = reading.cases.map((one) => {
    const verdict = caseVerdict(one, splatsOf(one.said, splats), format);
    const path = one.path.join('.');
    const alone = reading.announced.has(path);
    return judgedOf(name, { last: unique(path, ids), title: one.title ?? one.path.join(': '), alone }, verdict);
  });
  const { inFlight } = reading;
  const end = endOf(reading, ran, splatsOf(reading.rest, splats), format);
  if (inFlight !== undefined && end.interrupted) {
    const about = { last: unique(inFlight, ids), title: inFlight, alone: true };
    judged.push(judgedOf(name, about, { ...end.verdict, console: excerpt(reading.rest) }));
  }
  const whole = judgedOf(name, wholeOf(name), end.verdict);
  return [...judged, { ...whole, verdict: { ...whole.verdict, ms: Math.round(ran.reply.ms) } }];
}

/** A program that cannot run at all. */
export function unableProgram(name: ProgramName, reason: string): Judged[] {
  return [judgedOf(name, wholeOf(name), { verdict: 'unsupported', reason })];
}

function wholeOf({ program }: ProgramName) {
  return { last: WHOLE, title: `${program} runs all its cases, and exits as these did`, alone: false };
}

/** @param alone whether it can be run without the rest of its program */
function judgedOf(
  name: ProgramName,
  { last, title, alone }: { last: string; title: string; alone: boolean },
  said: Said,
): Judged {
  const { directory, program, source, options } = name;
  const family = `selftests/${directory}/${program}`;
  const id = `${family}/${last}`;
  const own = `tools/testing/selftests/${directory}/${program.replace(/\.sh$|$/, (ending) => ending || '.c')}`;
  const file = name.file ?? own;
  const again = ['selftests', ...options, `${directory}/${program}${alone ? `/${last}` : ''}`];
  const scenario = { id, title, family, tags: ['selftests'], doc: `${file} of ${source}`, needs: [], file, again };
  return { scenario, verdict: { scenario: id, steps: [], ms: 0, ...said } };
}

/** A part of an identity: cases may be named by sentences, and several alike. */
function unique(name: string, seen: Map<string, number>): string {
  const slug =
    name
      .replaceAll(/[^\w.+-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 160) || 'unnamed';
  const count = (seen.get(slug) ?? 0) + 1;
  seen.set(slug, count);
  return count === 1 ? slug : `${slug}-${count}`;
}

function caseVerdict({ outcome, why, said, partly }: SelftestCase, splats: Splat[], format: Format): Said {
  const { stepsOf, complaintOf } = format;
  if (splats.length > 0)
    return { verdict: 'crash', reason: titles(splats), splats, console: excerpt(said), steps: stepsOf(said) };
  if (outcome === 'passed') return { verdict: 'pass', reason: '', ...(partly && { console: excerpt(said) }) };
  if (outcome === 'expected failure') {
    const what = `expected to fail${why === '' || why === 'unknown' ? '' : `: ${why}`}`;
    return { verdict: 'pass', reason: '', known: [{ kind: 'limited', what }], console: excerpt(said) };
  }
  if (outcome === 'skipped') return { verdict: 'unsupported', reason: why || 'skipped without a reason' };
  const rest = { console: excerpt(said), steps: stepsOf(said) };
  const late = outcome === 'timed out' || said.some((line) => /: Test terminated by timeout$/.test(line));
  if (late)
    return { verdict: 'hang', reason: why ? `timed out: ${why}` : "the harness's own deadline passed", ...rest };
  if (outcome === 'error') return { verdict: 'broken', reason: why || 'the test could not be executed', ...rest };
  return { verdict: 'mismatch', reason: why || complaintOf(said), ...rest };
}

/** How the program as a whole ended. `interrupted` when it did not come to its end: then the case in flight shares the verdict. */
function endOf(
  reading: Reading,
  ran: Ran,
  splats: Splat[],
  { statusVerdict }: Format,
): { verdict: Said; interrupted: boolean } {
  const { planned, reported, inFlight } = reading;
  const { reply, observation, deadline } = ran;
  const lost = planned !== undefined && planned > reported ? planned - reported : 0;
  const far = `${inFlight === undefined ? '' : ` in ${inFlight}`}${planned === undefined ? '' : `, after ${reported} of ${planned} cases`}`;
  const console = excerpt(reading.rest);
  if (reply.kind === 'died') {
    const reason = splats.length > 0 ? titles(splats) : `the virtual machine ended: ${reply.how}`;
    return { verdict: { verdict: 'crash', reason: `${reason}${far}`, splats, console }, interrupted: true };
  }
  if (reply.kind === 'hung')
    return {
      verdict: {
        verdict: 'hang',
        reason: `the kernel stopped answering${far}${activityInWords(reply)}`,
        splats,
        console,
      },
      interrupted: true,
    };
  const result = observation?.steps[0]?.result;
  if (observation?.end.kind !== 'ok' || result?.kind === 'blocked') {
    const reason = `it did not end within ${deadline / 1000} s${far}${activityInWords(reply)}`;
    return { verdict: { verdict: 'hang', reason, splats, console }, interrupted: true };
  }
  if (splats.length > 0)
    return { verdict: { verdict: 'crash', reason: titles(splats), splats, console }, interrupted: false };
  const taint = reply.kind === 'observation' ? crashOf({ ...reply, console: '' }, observation) : undefined;
  if (taint && findSplats(reply.console).length === 0)
    return { verdict: { verdict: 'crash', ...taint }, interrupted: false };
  const status = result?.kind === 'ret' ? Number(result.value) : undefined;
  return { verdict: statusVerdict(reading, status, lost), interrupted: inFlight !== undefined };
}

function titles(splats: readonly Splat[]): string {
  return splats.map(({ title }) => title).join('; ');
}

/** Splats by the line that they begin with. */
function splatsByLine(kernel: readonly string[]): Map<string, Splat> {
  const splats = findSplats(`${kernel.join('\n')}\n`).filter(({ severity }) => severity !== 'note');
  return new Map(splats.map(({ kind, title, lines }) => [lines[0]!, { kind, title, text: lines.join('\n') }]));
}

function splatsOf(said: readonly string[], splats: ReadonlyMap<string, Splat>): Splat[] {
  return [...new Set(said.map((line) => splats.get(line)).filter((splat) => splat !== undefined))];
}
