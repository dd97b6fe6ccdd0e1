import {
  type Actor,
  abi,
  type Condition,
  PR_GET_NO_NEW_PRIVS,
  type Step,
  scenario,
  since,
  value,
} from '../../../runner/index.ts';
import { makeFile, NO_READING } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import { RESTRICT_SELF_NO_NEW_PRIVS, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { isRestricted, threadsOf } from './tsync.ts';

const doc = 'security/landlock/tsync.c: set_no_new_privs; security/landlock/syscalls.c: landlock_restrict_self()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'threads', 'tsync', 'privileges'];

const noNewPrivsOf = (actor: Actor): Step => actor.prctl(PR_GET_NO_NEW_PRIVS);

/** Before: who has no_new_privs. After: what the other threads then have, from the ABI on that brings it to them. */
const cases: readonly {
  label: string;
  privileged: boolean;
  caller: boolean;
  flag: boolean;
  reaches: Condition | undefined;
}[] = [
  { label: 'CAP_SYS_ADMIN alone reaches nobody', privileged: true, caller: false, flag: false, reaches: undefined },
  { label: 'no_new_privs of root reaches all', privileged: true, caller: true, flag: false, reaches: abi(8) },
  {
    label: 'no_new_privs of an ordinary user reaches all',
    privileged: false,
    caller: true,
    flag: false,
    reaches: abi(8),
  },
  { label: 'the flag NO_NEW_PRIVS of root reaches all', privileged: true, caller: false, flag: true, reaches: abi(11) },
  {
    label: 'the flag NO_NEW_PRIVS of an ordinary user reaches all',
    privileged: false,
    caller: false,
    flag: true,
    reaches: abi(11),
  },
];

scenario('no_new_privs and TSYNC: {how}', { doc, tags, programs, variants: { how: cases } }, (t) => {
  makeFile(t.main);
  t.main.chmod('file', 0o666);
  const { first, workers } = threadsOf(t.main, 2);
  if (!t.how.privileged) for (const thread of [first, ...workers]) thread.dropPrivileges();
  // Before ABI 11 nothing else gives an ordinary user the privilege, which old kernels look at before they look at flags.
  const degrades = t.how.flag && !t.how.privileged && t.facts.abi < 11;
  if (t.arm === 'test' && (t.how.caller || degrades)) first.noNewPrivs();
  landlock(first, {
    ...NO_READING,
    flags: RESTRICT_SELF_TSYNC | (t.how.flag ? RESTRICT_SELF_NO_NEW_PRIVS : 0),
    noNewPrivs: false,
  });
  for (const worker of workers) {
    isRestricted(worker);
    const reaches = degrades ? abi(8) : t.how.reaches;
    const after = reaches === undefined ? value(0) : since(reaches, value(1)).otherwise(value(0));
    if (t.arm === 'test') noNewPrivsOf(worker).expect(after);
  }
  if (t.how.flag && !degrades && t.arm === 'test')
    noNewPrivsOf(first).expect(since(abi(11), value(1)).otherwise(value(0)));
});

scenario('TSYNC takes no_new_privs from no thread that has it', { doc, tags, programs }, (t) => {
  makeFile(t.main);
  const { first, workers } = threadsOf(t.main, 2);
  const [having, other] = workers as [Actor, Actor];
  having.noNewPrivs();
  landlock(first, { ...NO_READING, flags: RESTRICT_SELF_TSYNC, noNewPrivs: false });
  isRestricted(having);
  noNewPrivsOf(having).expect(value(1));
  noNewPrivsOf(other).expect(value(0));
  noNewPrivsOf(first).expect(value(0));
});
