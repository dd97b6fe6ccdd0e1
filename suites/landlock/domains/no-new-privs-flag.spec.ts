import {
  type Actor,
  abi,
  E2BIG,
  EBADF,
  EBADFD,
  EINVAL,
  ENOSYS,
  EOPNOTSUPP,
  EPERM,
  type Expectation,
  feature,
  landlockIs,
  OK,
  type Outcome,
  PR_GET_NO_NEW_PRIVS,
  type Step,
  scenario,
  type Value,
  value,
  when,
} from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { users } from '../rulesets/users.ts';
import { landlock } from '../sandbox.ts';
import { RESTRICT_SELF_LOG_SUBDOMAINS_OFF, RESTRICT_SELF_NO_NEW_PRIVS } from '../uapi.ts';
import { certainLimit, fill } from './full.ts';
import { cannotRead, canRead, makeFile, NO_READING } from './reading.ts';
import { noReadingRuleset } from './rulesets.ts';

const control = 'none: about the system call itself';
const tags = ['domain', 'privileges'];

/** Before ABI 11 the flag is unknown. Privileges were looked at first, until flags were ("flags-before-privilege", 7.3). */
const flagAnswer: Expectation = when(landlockIs('absent'), ENOSYS)
  .when(landlockIs('disabled'), EOPNOTSUPP)
  .since(abi(11), OK)
  .when(feature('flags-before-privilege'), EINVAL)
  .otherwise(EPERM);

scenario(
  'an ordinary user restricts itself with the flag NO_NEW_PRIVS',
  { doc: 'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS', tags, control },
  ({ main, facts }) => {
    makeFile(main);
    const actor = main.process('caller');
    actor.dropPrivileges();
    restrictSelf(actor, noReadingRuleset(actor), RESTRICT_SELF_NO_NEW_PRIVS).expect(flagAnswer);
    // The bit is set when, and only when, the call succeeds.
    actor.prctl(PR_GET_NO_NEW_PRIVS).expect(when(abi(11), value(1)).otherwise(value(0)));
    if (facts.abi >= 11) cannotRead(actor);
    else canRead(actor);
  },
);

/** Why a call with the flag NO_NEW_PRIVS fails; on a kernel that has no such flag it fails for that. */
const failures: readonly { label: string; answer: Outcome; call: (actor: Actor, ruleset: Value) => Step }[] = [
  {
    label: 'the ruleset is not open',
    answer: EBADF,
    call: (actor) => restrictSelf(actor, 999, RESTRICT_SELF_NO_NEW_PRIVS),
  },
  {
    label: 'the ruleset is another file',
    answer: EBADFD,
    call: (actor) => restrictSelf(actor, actor.open('.'), RESTRICT_SELF_NO_NEW_PRIVS),
  },
  {
    label: 'there is no ruleset, and nothing to log',
    answer: EBADF,
    call: (actor) => restrictSelf(actor, -1, RESTRICT_SELF_NO_NEW_PRIVS | RESTRICT_SELF_LOG_SUBDOMAINS_OFF),
  },
  {
    label: 'another flag is unknown',
    answer: EINVAL,
    call: (actor, ruleset) => restrictSelf(actor, ruleset, RESTRICT_SELF_NO_NEW_PRIVS + 2 ** 31),
  },
];

scenario(
  'the flag NO_NEW_PRIVS sets nothing when {failure}: {user}',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS, "no_new_privs is set if and only if"',
    tags,
    control,
    variants: { failure: failures, user: users },
  },
  ({ main, failure, user }) => {
    const actor = main.process('caller');
    user.become(actor);
    const ruleset = noReadingRuleset(actor);
    const ordinary = user.label !== 'root';
    failure.call(actor, ruleset).expect(
      when(abi(11), failure.answer)
        .when(feature('flags-before-privilege'), EINVAL)
        .otherwise(ordinary ? EPERM : EINVAL),
    );
    actor.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
  },
);

scenario(
  'the flag NO_NEW_PRIVS sets nothing when there is no room for a layer, in {heir}',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS; Documentation/userspace-api/landlock.rst: Ruleset layers',
    tags,
    control,
    variants: {
      heir: [
        { label: 'who is in the domain', of: (actor: Actor) => actor },
        { label: 'a child', of: (actor: Actor) => actor.process('child') },
        { label: 'a thread', of: (actor: Actor) => actor.thread('worker') },
      ],
    },
  },
  ({ main, heir, facts }) => {
    const full = main.process('full');
    const ruleset = fill(full, certainLimit(facts));
    const actor = heir.of(full);
    restrictSelf(actor, ruleset, RESTRICT_SELF_NO_NEW_PRIVS).expect(byAbi((level) => (level >= 11 ? E2BIG : EINVAL)));
    actor.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
  },
);

scenario(
  'no_new_privs that the flag NO_NEW_PRIVS has set is inherited by {heir}',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS; Documentation/userspace-api/no_new_privs.rst',
    tags,
    programs: ['strict', 'best-effort'],
    variants: {
      heir: [
        { label: 'a child', of: (actor: Actor) => actor.process('child') },
        { label: 'a thread', of: (actor: Actor) => actor.thread('worker') },
        {
          label: 'the program that is executed',
          of: (actor: Actor) => {
            actor.reexec();
            return actor;
          },
        },
      ],
    },
  },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    const earlier = sandboxed.process('earlier');
    const { applied } = landlock(sandboxed, { ...NO_READING, flags: RESTRICT_SELF_NO_NEW_PRIVS });
    const heir = t.heir.of(sandboxed);
    cannotRead(heir);
    // A program that degrades has set it by prctl.
    if (applied) heir.prctl(PR_GET_NO_NEW_PRIVS).expect(value(1));
    earlier.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
  },
);
