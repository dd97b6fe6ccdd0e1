import type { SplatKind } from './kinds.ts';

/**
 * How far a report has come with this line. One fault is announced by up to three lines, each of a later stage: `list_add corruption` (preamble),
 * `kernel BUG at lib/list_debug.c:29!` (headline), `Oops: invalid opcode: 0000 [#1]` (oops). A report that is `alone` neither continues one nor is continued.
 */
export type Stage = 'preamble' | 'headline' | 'oops' | 'alone';

/** How a report of some kind begins. */
export interface Rule {
  kind: SplatKind;
  stage: Stage;
  /** Anchored, and without unbounded repetitions before its last literal: it sees hostile text. */
  begins: RegExp;
  /** The title; `$1` is a capture of `begins`, `@` the function that the report names, dropped with its ` in ` when it names none. */
  title: string;
  /** How the report ends, where that can be told. Others end with their trace. */
  ends?: RegExp | undefined;
}

const rule = (kind: SplatKind, stage: Stage, begins: RegExp, title: string, ends?: RegExp): Rule => ({
  kind,
  stage,
  begins,
  title,
  ends,
});

const ruled = /^={40}/;
const killed = /Killed process \d|no killable processes/;

/** Where a report begins, the special before the general. The forms are those of Linux 5.10 to 7.3. */
export const rules: readonly Rule[] = [
  rule('panic', 'alone', /^Kernel panic - not syncing(?:: (.*))?/, 'kernel panic: $1'),
  rule('double-fault', 'headline', /^(?:traps: )?PANIC: double fault\b/, 'PANIC: double fault in @'),
  rule('double-fault', 'oops', /^(?:Oops: )?double fault: [0-9a-f]{4} \[#\d+\]/, 'PANIC: double fault in @'),

  rule('kasan', 'alone', /^(?:BUG: )?KASAN: ([\w-]+(?: or [\w-]+)?) in (?:\S+)/, 'KASAN: $1 in @', ruled),
  rule('kasan', 'alone', /^BUG: KASAN: ([\w-]+)/, 'KASAN: $1 in @', ruled),
  rule('kmsan', 'alone', /^BUG: KMSAN: ([\w-]+)/, 'KMSAN: $1 in @', ruled),
  rule('kcsan', 'alone', /^BUG: KCSAN: (assert: race|data-race|[\w-]+) in (\S+ \/ \S+|\S+)/, 'KCSAN: $1 in $2', ruled),
  rule('kfence', 'alone', /^BUG: KFENCE: ([\w -]{1,60}?)(?: in .*)?$/, 'KFENCE: $1 in @', ruled),
  rule('ubsan', 'alone', /^UBSAN: ([\w-]+) in (\S+)/, 'UBSAN: $1 in @'),

  rule(
    'null-dereference',
    'headline',
    /^BUG: (?:unable to handle )?kernel NULL pointer dereference\b/,
    'BUG: kernel NULL pointer dereference in @',
  ),
  rule(
    'null-dereference',
    'headline',
    /^Unable to handle kernel NULL pointer dereference\b/,
    'BUG: kernel NULL pointer dereference in @',
  ),
  rule('page-fault', 'preamble', /^kernel tried to execute NX-protected page/, 'BUG: unable to handle page fault in @'),
  rule(
    'page-fault',
    'preamble',
    /^unable to execute userspace code \(SMEP\?\)/,
    'BUG: unable to handle page fault in @',
  ),
  rule(
    'page-fault',
    'headline',
    /^BUG: unable to handle (?:page fault for address|kernel paging request)\b/,
    'BUG: unable to handle page fault in @',
  ),
  rule(
    'page-fault',
    'headline',
    /^Unable to handle kernel (?:paging request|access|read|write|execute)\b/,
    'BUG: unable to handle page fault in @',
  ),
  rule(
    'unhandled-fault',
    'headline',
    /^(?:Unhandled fault|Unhandled prefetch abort|Bad mode in)\b/,
    'unhandled fault in @',
  ),
  rule(
    'stack-overflow',
    'headline',
    /^BUG: (?:TASK|IRQ|\S+) stack guard page was hit\b/,
    'BUG: stack guard page was hit in @',
  ),
  rule(
    'stack-overflow',
    'headline',
    /^(?:Insufficient stack space to handle exception|Thread overran stack)/,
    'kernel stack overflow in @',
  ),
  rule('stack-overflow', 'oops', /^Oops: stack guard page: [0-9a-f]{4} \[#\d+\]/, 'BUG: stack guard page was hit in @'),

  rule('list-corruption', 'preamble', /^(list_(?:add|del)|hlist\w*) (?:corruption|double add)/, '$1 corruption in @'),
  rule('usercopy', 'preamble', /^usercopy: Kernel memory (exposure|overwrite) attempt/, 'BUG: bad usercopy ($1) in @'),
  rule('refcount', 'preamble', /^refcount_t: (.{1,80}?)\.?$/, 'refcount bug: $1 in @'),
  rule('debug-objects', 'preamble', /^ODEBUG: (\w+(?: \w+)?)/, 'ODEBUG: $1 in @'),

  rule('bad-page', 'alone', /^BUG: Bad (page state|page map|page cache|rss-counter state)\b/, 'BUG: Bad $1'),
  rule(
    'slab-corruption',
    'preamble',
    /^BUG ([\w.:-]+) \((?:Not tainted|Tainted|Tainted:.*)\): (.{1,60}?)(?: @.*)?$/,
    'slab $1: $2 in @',
  ),

  rule(
    'lockdep',
    'alone',
    /^WARNING: (possible circular locking dependency|possible recursive locking) detected/,
    'possible deadlock in @',
  ),
  rule(
    'lockdep',
    'alone',
    /^WARNING: (?:possible irq lock inversion|.{1,30} lock order|SOFTIRQ|HARDIRQ).* detected/,
    'possible deadlock in @',
  ),
  rule(
    'lockdep',
    'alone',
    /^WARNING: (inconsistent lock state|Nested lock was not taken|suspicious RCU usage)/,
    '$1 in @',
  ),
  rule('lockdep', 'alone', /^WARNING: (bad (?:unlock|contention) balance) detected/, '$1 in @'),
  rule('lockdep', 'alone', /^WARNING: (held lock freed|lock held when returning to user space)/, '$1'),
  rule('lockdep', 'alone', /^WARNING: .{1,40} still has locks held/, 'locks still held'),
  rule('lockdep', 'alone', /^\[ BUG: (Invalid wait context) \]/, '$1 in @'),
  rule('lockdep', 'alone', /^\[ BUG: ([^\]]{1,60}) \]/, '$1'),
  rule('lockdep', 'alone', /^INFO: trying to register non-static key/, 'trying to register non-static key in @'),
  rule('lockdep', 'alone', /^BUG: (MAX_LOCK\w+|MAX_STACK_TRACE_ENTRIES) too low/, '$1 too low'),

  rule(
    'atomic-sleep',
    'alone',
    /^BUG: (scheduling while atomic\b|workqueue leaked (?:lock or atomic|atomic, lock or RCU))/,
    'BUG: $1 in @',
  ),
  rule('atomic-sleep', 'alone', /^BUG: (sleeping function called from invalid context)\b/, 'BUG: $1 in @'),
  rule(
    'rcu-stall',
    'alone',
    /^(?:rcu: )?INFO: (?:\w+ )?(?:detected stalls|self-detected stall|detected expedited stalls)/,
    'INFO: rcu detected stall in @',
  ),
  rule('soft-lockup', 'alone', /^(?:watchdog: )?BUG: soft lockup - CPU#\d+/, 'BUG: soft lockup in @'),
  rule(
    'hard-lockup',
    'alone',
    /^(?:NMI )?(?:watchdog: )?(?:CPU\d+: )?Watchdog detected hard LOCKUP/,
    'hard lockup in @',
  ),
  rule('workqueue-lockup', 'alone', /^BUG: workqueue lockup\b/, 'BUG: workqueue lockup'),
  rule(
    'hung-task',
    'alone',
    /^INFO: task .{1,40}:\d+ (?:.{1,30} )?blocked (?:.{1,30} )?for more than \d+ seconds/,
    'INFO: task hung in @',
  ),

  rule(
    'general-protection',
    'oops',
    /^(?:Oops: )?general protection fault\b.*: [0-9a-f]{4} \[#\d+\]/,
    'general protection fault in @',
  ),
  rule('oops', 'oops', /^Oops: ((?!Oops)[a-z][\w ,-]{1,40}): [0-9a-f]{4} \[#\d+\]/, '$1 in @'),
  rule(
    'oops',
    'oops',
    /^(divide error|invalid opcode|int3|stack segment|bounds|segment not present|alignment check|invalid TSS|coprocessor \w+): [0-9a-f]{4} \[#\d+\]/,
    '$1 in @',
  ),
  rule('oops', 'oops', /^(?:Oops: )?Oops(?: - [\w ]{1,30})?: [0-9a-f]{4,16} \[#\d+\]/, 'Oops in @'),
  rule('oops', 'oops', /^Internal error: ([\w -]{1,40}): [0-9a-f]{1,16} \[#\d+\]/, '$1 in @'),
  rule('oops', 'oops', /^(Kernel BUG|Oops) \[#\d+\]/, '$1 in @'),

  rule('bug', 'headline', /^kernel BUG at \S{1,200}!/, 'kernel BUG in @'),
  rule(
    'warning',
    'headline',
    /^WARNING: (?:CPU: \d+ PID: \d+ )?(?:at )?\S{1,200}:\d+ (?:at )?(\S{1,200}?)\+0x/,
    'WARNING in $1',
  ),
  rule('warning', 'headline', /^WARNING: (?:CPU: \d+ PID: \d+ )?at \S{1,200}:\d+/, 'WARNING in @'),
  rule('kmemleak', 'alone', /^kmemleak: \d+ new suspected memory leaks/, 'kmemleak: memory leaks'),
  rule('bug', 'alone', /^BUG: (?!Oops)(.{1,120})/, 'BUG: $1'),
  rule('warning', 'alone', /^WARNING: (?=.{0,120} (?:detected|lock|held|leaked)\b)(.{1,120})/, 'WARNING: $1'),

  rule('allocation-failure', 'alone', /^\S{1,40}: page allocation failure: (order:\d+)/, 'page allocation failure: $1'),
  rule('out-of-memory', 'preamble', /^\S.{0,39} invoked oom-killer:/, 'Out of memory', killed),
  rule(
    'out-of-memory',
    'headline',
    /^(?:Memory cgroup out of memory|Out of memory[^:]{0,40}): Killed process \d+ \((.{1,20})\)/,
    'Out of memory: killed process $1',
    killed,
  ),
];

/** How most beginnings begin: one cheap look spares the other lines the whole table. */
const hint =
  /^(?:Kernel panic|Kernel BUG \[|kernel (?:BUG|tried)|(?:traps: )?PANIC: |\[ BUG: |(?:rcu: )?INFO: |BUG: |BUG [\w.:-]{1,60} \(|KASAN: |UBSAN: |Unable to handle|unable to execute|Unhandled|Bad mode|Insufficient stack|Thread overran|list_(?:add|del) |hlist\w* |usercopy: |refcount_t: |ODEBUG: |WARNING: |(?:NMI )?watchdog: |(?:CPU\d+: )?Watchdog detected|kmemleak: |Internal error: |Oops|Memory cgroup out|Out of memory)/;

function mayBegin(body: string): boolean {
  return (
    hint.test(body) ||
    body.includes(' [#') ||
    body.includes(' invoked oom-killer:') ||
    body.includes(': page allocation failure')
  );
}

/** A line that begins a report. */
export interface Found {
  rule: Rule;
  match: RegExpExecArray;
}

/** The rule whose report begins with this line, and what it captured. */
export function ruleFor(body: string): Found | undefined {
  if (!mayBegin(body)) return undefined;
  for (const rule of rules) {
    const match = rule.begins.exec(body);
    if (match !== null) return { rule, match };
  }
  return undefined;
}

/** Panics that only end what another report began, as `oops=panic` and `panic_on_warn` make them. */
const consequence =
  /^(?:Fatal exception(?: in interrupt)?|(?:\S{1,20}: )?panic_on_warn set \.*|softlockup: hung tasks|hung_task: blocked tasks|RCU Stall|Hard LOCKUP|Aiee, killing interrupt handler!|Attempted to kill init! exitcode=0x0000000[9b])$/;

/** Whether a panic with this message has its cause in a report before it. Of a message cut short the kernel says too little: it is taken for one. */
export function isConsequence(message: string, whole: boolean): boolean {
  return !whole || consequence.test(message);
}
