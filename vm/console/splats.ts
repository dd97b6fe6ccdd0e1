import { functionOf, isMachinery, plain } from './frames.ts';
import { type Severity, type SplatKind, severityOf } from './kinds.ts';
import { allLines, type KernelLine, kernelLines } from './lines.ts';
import { type Found, isConsequence, type Rule, ruleFor, type Stage } from './rules.ts';

export type { Severity, SplatKind } from './kinds.ts';

/** A report of the kernel about itself, found on its console. */
export interface Splat {
  kind: SplatKind;
  /** One line that names the fault and, when the kernel told, the function: the same fault has the same title on every boot. */
  title: string;
  severity: Severity;
  /** The kernel's lines, with their time stamps; what programs wrote in between is left out. Long reports are cut. */
  lines: string[];
  /** Offset of the report's first character in the log. */
  start: number;
  /** Offset after its last character. */
  end: number;
}

/** How to read a log. */
export interface SplatOptions {
  /** The kernel prints no time stamps: take every line for one of its own. A program that quotes a report then looks like a kernel that makes one. */
  untimed?: boolean | undefined;
}

/**
 * Finds every report of the kernel about itself in the text of a console: panics, oopses, BUGs, WARNINGs, sanitizers, lockdep, stalls.
 *
 * Only lines with a printk time stamp count (boot with `printk.time=1`). One fault is one splat: the panic that ends an oops under `oops=panic`
 * belongs to that oops and makes it fatal. A log may end anywhere; a last line without an end is too little to tell a kind from,
 * except a panic's. Time and memory are linear in the length of the log.
 */
export function findSplats(text: string, { untimed = false }: SplatOptions = {}): Splat[] {
  const reports: Report[] = [];
  /** The newest report of each caller: on kernels that name the caller, reports of two processors are told apart. */
  const current = new Map<string, Report>();
  const before = new Map<string, KernelLine>();
  for (const line of untimed ? allLines(text) : kernelLines(text)) {
    const found = line.whole || line.body.startsWith('Kernel panic - not syncing') ? ruleFor(line.body) : undefined;
    const open = current.get(line.caller);
    if (found === undefined) {
      open?.take(line, text);
    } else if (found.rule.kind === 'panic' && reports.length > 0 && isConsequence(found.match[1] ?? '', line.whole)) {
      const ended = open ?? reports.at(-1)!;
      ended.die(line, text);
      current.set(line.caller, ended);
    } else if (open?.continuesWith(found.rule)) {
      open.advance(found, line, text);
    } else {
      const cut = before.get(line.caller);
      const report = new Report(found);
      if (cut !== undefined && isCutMark(cut.body)) report.add(cut, text);
      report.add(line, text);
      reports.push(report);
      current.set(line.caller, report);
    }
    before.set(line.caller, line);
  }
  return reports.map((report) => report.splat());
}

/** Lines of a report that are kept. Dumps of all tasks or locks run to thousands. */
const enough = 160;

const order: Record<Stage, number> = { preamble: 0, headline: 1, oops: 2, alone: 3 };

/** Lines that go on with a report after its trace: registers, the second half of a stack, what an oops adds. */
const goesOn =
  /^(?:$| |\t|(?:R[A-Z0-9]{2}|E[A-Z]{2}|FS|GS|CS|CR\d|PGD): |(?:pc|lr|sp|x\d+|epc) ?: |Code: |Call [Tt]race|CPU: |CPU#|Modules linked in|Hardware name|Tainted: |Kernel Offset|Workqueue: |Comm: |<\/?[A-Z]+>|---\[|===|---|Rebooting|note: |BTF|PKRU|DR\d|irq event|hardirqs|softirqs|NMI backtrace|Sending NMI|task:|Showing|locks held|stack backtrace|Allocated by|Freed by|Last potentially|The buggy|Memory state|page:|page |flags:|raw:|page_|>?ffff|which belongs|Padding|Object |Redzone|Slab |INFO: |FIX |Disabling|Mem-Info|Node |Free swap|Total swap|active_anon|lowmem|\d+ |\[ |Tasks state|oom-kill:|Out of memory|Memory cgroup|memory: |swap: |kmem: |anon|value changed|write to|read to|\w+ to 0x|allocated by|freed by|kfence-|Reported by|rcu: |\(t=|Future hung|"echo|watchdog|dump_stack|other info|Possible|but |and |the existing|-> |\*\*\*)/;

/** A report being read. */
class Report {
  readonly kind: SplatKind;
  private severity: Severity;
  private stage: Stage;
  private title: string;
  private readonly ends: RegExp | undefined;
  private where: string | undefined;
  /** The first function of the trace that only carries the report: a name better than none. */
  private carrier: string | undefined;
  private readonly lines: string[] = [];
  private start = 0;
  private end = 0;
  private traced = false;
  private over = false;

  constructor({ rule, match }: Found) {
    this.kind = rule.kind;
    this.severity = severityOf(rule.kind);
    this.stage = rule.stage;
    this.ends = rule.ends;
    this.title = titleOf(rule, match);
    const told = / in ([A-Za-z_][\w.]*)(?:\+0x|$)/.exec(match.input)?.[1];
    if (told !== undefined && !isMachinery(told)) this.where = plain(told);
  }

  /** Whether a line that begins a report belongs to this one instead. */
  continuesWith(rule: Rule): boolean {
    if (this.over || this.stage === 'alone' || rule.stage === 'alone') return false;
    if (rule.kind === 'out-of-memory' || this.kind === 'out-of-memory')
      return rule.kind === this.kind && rule.stage === 'headline';
    if (rule.kind === 'warning') return this.stage === 'preamble';
    return order[rule.stage] > order[this.stage];
  }

  advance({ rule, match }: Found, line: KernelLine, text: string): void {
    // A warning's own line ends what it announces: an oops after it is another fault.
    this.stage = rule.kind === 'warning' ? 'alone' : rule.stage;
    if (rule.stage === 'oops') this.severity = 'fatal';
    if (rule.kind === this.kind) this.title = titleOf(rule, match);
    this.traced = false;
    this.add(line, text);
    if (this.ends?.test(line.body)) this.over = true;
  }

  /** Another line of the kernel, which may or may not be part of the report. */
  take(line: KernelLine, text: string): void {
    if (this.over) return;
    const stray = this.ends === undefined && this.traced && (!goesOn.test(line.body) || isCutMark(line.body));
    if (stray || line.body.startsWith('reboot: ')) {
      this.over = true;
      return;
    }
    this.add(line, text);
    if (this.lines.length >= enough || this.ends?.test(line.body)) this.over = true;
    if (/^(?:Call [Tt]race:|---\[ end )/.test(line.body)) this.traced = true;
    const name = functionOf(line.body);
    if (name !== undefined && isMachinery(name)) this.carrier ??= name;
    else this.where ??= name;
  }

  /** The panic that this report led to. */
  die(line: KernelLine, text: string): void {
    this.severity = 'fatal';
    this.over = false;
    this.traced = false;
    this.add(line, text);
  }

  add(line: KernelLine, text: string): void {
    if (this.lines.length === 0) this.start = line.start;
    this.end = line.end;
    if (this.lines.length < enough) this.lines.push(text.slice(line.start, line.end));
  }

  splat(): Splat {
    const where = this.where ?? this.carrier;
    const title = where === undefined ? this.title.replace(/ in @$/, '') : this.title.replace(/@$/, where);
    return { kind: this.kind, title, severity: this.severity, lines: this.lines, start: this.start, end: this.end };
  }
}

function titleOf(rule: Rule, match: RegExpExecArray): string {
  return rule.title.replace(/\$(\d)/g, (_, n: string) => printable(plain(match[Number(n)] ?? '')));
}

function isCutMark(body: string): boolean {
  return body.startsWith('------------[ cut here ]');
}

/** A title goes into tables and file names: no control characters, no offsets that change from build to build. */
function printable(captured: string): string {
  return captured
    .replace(/[\0-\x1f\x7f]/g, '')
    .replace(/\+0x[0-9a-f]+(?:\/0x[0-9a-f]+)?/g, '')
    .trim();
}
