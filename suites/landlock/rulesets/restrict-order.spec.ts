import { masksOfAbi } from '../../../runner/facts/hypothetical.ts';
import {
  type Actor,
  E2BIG,
  EBADF,
  EBADFD,
  EINVAL,
  EPERM,
  type Expectation,
  feature,
  named,
  O_PATH,
  scenario,
  type Value,
  when,
} from '../../../runner/index.ts';
import { certainLimit, fill } from '../domains/full.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { FS, RESTRICT_SELF_NO_NEW_PRIVS, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { type Check, combinationsOf, firstRefusal, type Mistake } from './order.ts';

/** Arguments of landlock_restrict_self, and what the caller is. */
interface Call {
  readonly flags: number;
  readonly unknown: number;
  readonly privileged: boolean;
  readonly ruleset: 'right' | 'closed' | 'O_PATH' | 'a file';
  readonly full: boolean;
}

// security/landlock/syscalls.c: landlock_restrict_self(), get_ruleset_from_fd(); security/landlock/ruleset.c or domain.c:
// landlock_merge_ruleset().
const flags: Check<Call> = {
  answer: EINVAL,
  refuses: (call, level) => call.unknown !== 0 || (call.flags & ~masksOfAbi(level).restrictFlags) !== 0,
};
const privilege: Check<Call> = {
  answer: EPERM,
  // Looked at after the flags (and then the flag is known), or by a kernel that knows no such flag.
  refuses: (call, level) => !call.privileged && (level < 11 || (call.flags & RESTRICT_SELF_NO_NEW_PRIVS) === 0),
};
const others: readonly Check<Call>[] = [
  { answer: EBADF, refuses: ({ ruleset }) => ruleset === 'closed' || ruleset === 'O_PATH' },
  { answer: EBADFD, refuses: ({ ruleset }) => ruleset === 'a file' },
  { answer: E2BIG, refuses: ({ full }) => full },
];

const answerTo = (call: Call): Expectation =>
  when(feature('flags-before-privilege'), firstRefusal([flags, privilege, ...others], call)).otherwise(
    firstRefusal([privilege, flags, ...others], call),
  );

const mistakes: readonly Mistake<Call>[] = [
  { label: 'the first unknown flag', change: { unknown: 32 } },
  { label: 'the highest flag', change: { unknown: 2 ** 31 } },
  { label: 'no privilege', change: { privileged: false } },
  { label: 'a ruleset that is not open', change: { ruleset: 'closed' } },
  { label: 'a ruleset opened with O_PATH', change: { ruleset: 'O_PATH' } },
  { label: 'a file for the ruleset', change: { ruleset: 'a file' } },
  { label: 'no room for a layer', change: { full: true } },
];

/** Makes the process that is what the call says; a process for each kind, since its domain and no_new_privs stay. */
function callerOf(main: Actor, { privileged, full }: Call): Actor {
  const actor = main.process(`${privileged ? 'privileged' : 'unprivileged'}${full ? '-full' : ''}`);
  if (full) fill(actor, certainLimit(main.context.facts));
  if (!privileged) actor.dropPrivileges();
  return actor;
}

scenario(
  'landlock_restrict_self with flags {flags} and {mistake}, and maybe another mistake, answers for the one that is checked first',
  {
    doc: 'security/landlock/syscalls.c: landlock_restrict_self()',
    tags: ['domain', 'errno'],
    control: 'none: about the system call itself',
    proc: true,
    variants: {
      flags: [
        { label: '0', value: 0 },
        { label: 'TSYNC', value: RESTRICT_SELF_TSYNC },
        { label: 'NO_NEW_PRIVS', value: RESTRICT_SELF_NO_NEW_PRIVS },
      ],
      mistake: mistakes,
    },
  },
  ({ main, flags: { value }, mistake }) => {
    const ruleset = madeRuleset(main, { handledFs: FS.MAKE_BLOCK });
    main.dup3(ruleset, 100);
    const rulesets: Record<Call['ruleset'], Value> = {
      right: ruleset,
      closed: 999,
      O_PATH: main.open('/proc/self/fd/100', O_PATH),
      'a file': main.open('.'),
    };
    const callers = new Map<string, Actor>();
    const right: Call = { flags: value, unknown: 0, privileged: true, ruleset: 'right', full: false };
    for (const { words, call } of combinationsOf(mistakes, mistake, right)) {
      const kind = `${call.privileged} ${call.full}`;
      const caller = callers.get(kind) ?? callerOf(main, call);
      callers.set(kind, caller);
      const allFlags = call.flags + call.unknown;
      caller.syscall('landlock_restrict_self', named(rulesets[call.ruleset], words), allFlags).expect(answerTo(call));
    }
  },
);
