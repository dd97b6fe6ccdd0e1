import {
  type Actor,
  abi,
  EACCES,
  EPERM,
  type Expectation,
  feature,
  limited,
  OK,
  type Step,
  scenario,
  since,
  struct,
  u32,
  u64,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { setSysctl } from '../sysctl.ts';
import { anyDomain } from './operations.ts';
import { fewRelations, users } from './proc.ts';

// Calls that CAP_PERFMON opens: for root they say something else than for an ordinary user.
const tags = ['ptrace'];
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);
const MADV_COLD = 20;

scenario(
  'process_madvise of another process as {user}, {relation}',
  {
    doc: 'mm/madvise.c: process_madvise() (mm_access() first, then CAP_SYS_NICE); kernel/fork.c: may_access_mm()',
    tags,
    variants: { relation: fewRelations, user: users },
    programs,
    scratch: false,
  },
  (t) => {
    const root = t.user.label === 'root';
    if (!root) t.main.dropPrivileges();
    const { client, server } = t.relation.spawn(t, anyDomain);
    const step = client.syscall('process_madvise', client.pidfdOpen(server), null, 0, MADV_COLD, 0);
    const forRoot = when(feature('perfmon-mm-read'), limited(KNOWN.perfmonMemory, OK))
      .since(abi(1), EACCES)
      .otherwise(OK);
    if (root) step.expect(t.relation.outOfScope ? forRoot : OK);
    // Without CAP_SYS_NICE it is refused in any case, but later.
    else step.expect(t.relation.outOfScope ? since(abi(1), EACCES).otherwise(EPERM) : EPERM).control(EPERM);
  },
);

/** The beginning of `struct perf_event_attr` (include/uapi/linux/perf_event.h): the first published 64 bytes. */
const perfEventAttr = struct('perf_event_attr', {
  type: u32,
  size: u32,
  config: u64,
  period: u64,
  sample: u64,
  read: u64,
  flags: u64,
  wakeup: u32,
  breakpoint: u32,
  address: u64,
});
/** disabled, exclude_kernel, exclude_hv */
const FLAGS = 0x61;
const PERF_TYPE_SOFTWARE = 1;
const PERF_COUNT_SW_TASK_CLOCK = 1;
function count(client: Actor, server: Actor): Step {
  const attr = perfEventAttr.encode({
    type: PERF_TYPE_SOFTWARE,
    size: perfEventAttr.size,
    config: PERF_COUNT_SW_TASK_CLOCK,
    flags: FLAGS,
  });
  return client.syscall('perf_event_open', attr, server, -1, -1, 0);
}

scenario(
  'perf_event_open of another process as {user}, {relation}',
  {
    doc: 'kernel/events/core.c: perf_check_permission()',
    tags,
    variants: { relation: fewRelations, user: users },
    programs,
    proc: true,
    scratch: false,
    needs: ['root'],
  },
  (t) => {
    const root = t.user.label === 'root';
    const outer = root ? t.main : t.main.process('user');
    if (!root) outer.dropPrivileges();
    const { client, server } = t.relation.spawn(t, anyDomain, outer);
    // Distributions forbid it to ordinary users altogether.
    const paranoia = root ? undefined : setSysctl(t.main, 'kernel/perf_event_paranoid', '2');
    const known: Expectation = since(abi(1), limited(KNOWN.perfmonEvents, OK)).otherwise(OK);
    count(client, server).expect(t.relation.outOfScope ? (root ? known : denied) : OK);
    paranoia?.restore();
  },
);
