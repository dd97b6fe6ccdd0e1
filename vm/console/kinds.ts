/** What sort of report the kernel printed. */
export type SplatKind =
  | 'panic'
  | 'oops'
  | 'bug'
  | 'warning'
  | 'kasan'
  | 'kcsan'
  | 'kmsan'
  | 'ubsan'
  | 'kfence'
  | 'kmemleak'
  | 'lockdep'
  | 'atomic-sleep'
  | 'rcu-stall'
  | 'soft-lockup'
  | 'hard-lockup'
  | 'workqueue-lockup'
  | 'hung-task'
  | 'general-protection'
  | 'double-fault'
  | 'null-dereference'
  | 'page-fault'
  | 'stack-overflow'
  | 'unhandled-fault'
  | 'bad-page'
  | 'slab-corruption'
  | 'list-corruption'
  | 'usercopy'
  | 'refcount'
  | 'debug-objects'
  | 'allocation-failure'
  | 'out-of-memory';

/**
 * What a report means for the kernel: `fatal`, it is dead or its memory can no longer be trusted; `splat`, it found a fault of its own and goes on;
 * `note`, it told of something that a program brought about (the OOM killer at work), no fault of the kernel.
 */
export type Severity = 'fatal' | 'splat' | 'note';

const fatal: ReadonlySet<SplatKind> = new Set<SplatKind>([
  'panic',
  'oops',
  'kasan',
  'kfence',
  'hard-lockup',
  'general-protection',
  'double-fault',
  'null-dereference',
  'page-fault',
  'stack-overflow',
  'unhandled-fault',
  'bad-page',
  'slab-corruption',
  'list-corruption',
  'usercopy',
]);

const notes: ReadonlySet<SplatKind> = new Set<SplatKind>(['allocation-failure', 'out-of-memory']);

/** How bad a report of this kind is, unless more follows (an oops after the BUG, a panic after the oops). */
export function severityOf(kind: SplatKind): Severity {
  if (fatal.has(kind)) return 'fatal';
  return notes.has(kind) ? 'note' : 'splat';
}
