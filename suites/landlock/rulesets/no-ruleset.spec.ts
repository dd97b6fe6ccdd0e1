import { masksOfAbi } from '../../../runner/facts/hypothetical.ts';
import {
  type Actor,
  EBADF,
  EBADFD,
  EINVAL,
  EPERM,
  type Expectation,
  feature,
  OK,
  type Outcome,
  scenario,
  stopScenario,
  when,
} from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { answerWith, certainLimit, fill, LIMIT } from '../domains/full.ts';
import { canRead, makeFile } from '../domains/reading.ts';
import { byAbi } from '../refusals.ts';
import { RESTRICT_SELF_LOG_SUBDOMAINS_OFF, RESTRICT_SELF_NO_NEW_PRIVS, RESTRICT_SELF_TSYNC } from '../uapi.ts';

const doc =
  'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF; security/landlock/syscalls.c: landlock_restrict_self()';
const control = 'none: about the system call itself';
const tags = ['domain', 'ruleset', 'flags'];

/** All flags together that a kernel may know, and each unknown kind with the one that permits -1. */
const flagSums = [...Array.from({ length: 32 }, (_, sum) => sum), 32 + 4, 2 ** 31 + 4];

const isKnown = (flags: number, level: number) => (BigInt(flags) & ~BigInt(masksOfAbi(level).restrictFlags)) === 0n;

/** What -1 is answered once privileges do not matter. `combined` says whether TSYNC may come with it (7.0.13, 7.1). */
const answerOf = (flags: number, level: number, combined: boolean): Outcome => {
  if (!isKnown(flags, level)) return EINVAL;
  const rest = combined ? flags & ~RESTRICT_SELF_TSYNC : flags;
  return rest === RESTRICT_SELF_LOG_SUBDOMAINS_OFF ? OK : EBADF;
};

const answer = (flags: number): Expectation =>
  when(
    feature('tsync-without-ruleset'),
    byAbi((level) => answerOf(flags, level, true)),
  ).otherwise(byAbi((level) => answerOf(flags, level, false)));

const callers: readonly { label: string; become: (actor: Actor) => void }[] = [
  { label: 'root', become: () => {} },
  {
    label: 'an ordinary user with no_new_privs',
    become: (actor) => {
      actor.dropPrivileges();
      actor.noNewPrivs();
    },
  },
  {
    label: 'who is in a domain that has no room for more',
    become: (actor) => {
      fill(actor, certainLimit(actor.context.facts));
    },
  },
];

scenario(
  '-1 stands for a ruleset only with LOG_SUBDOMAINS_OFF, alone or with TSYNC: {caller}',
  { doc, tags, control, scratch: false, variants: { caller: callers } },
  ({ main, caller }) => {
    caller.become(main);
    for (const flags of flagSums) restrictSelf(main, -1, flags).expect(answer(flags));
  },
);

scenario(
  '-1 instead of a ruleset takes the same privilege as a ruleset',
  { doc, tags, control, scratch: false },
  ({ main }) => {
    main.dropPrivileges();
    for (const flags of flagSums) {
      const isItself = (flags & RESTRICT_SELF_NO_NEW_PRIVS) !== 0;
      const flagsFirst = byAbi((level) => {
        if (!isKnown(flags, level)) return EINVAL;
        return isItself ? EBADF : EPERM;
      });
      const privilegeFirst = byAbi(() => EPERM);
      restrictSelf(main, -1, flags).expect(
        when(feature('flags-before-privilege'), flagsFirst).otherwise(privilegeFirst),
      );
    }
  },
);

scenario(
  'no other number and no other file stands for a ruleset, whatever the flags',
  { doc, tags, control, scratch: false },
  ({ main }) => {
    main.noNewPrivs();
    const file = main.open('/');
    for (const flags of flagSums) {
      for (const [fd, refusal] of [
        [-2, EBADF],
        [2 ** 31 - 1, EBADF],
        [999, EBADF],
        [file, EBADFD],
      ] as const) {
        restrictSelf(main, fd, flags).expect(byAbi((level) => (isKnown(flags, level) ? refusal : EINVAL)));
      }
    }
  },
);

scenario('-1 instead of a ruleset adds no layer and denies nothing', { doc, tags, control }, ({ main, facts }) => {
  makeFile(main);
  main.noNewPrivs();
  const quiet = () => restrictSelf(main, -1, RESTRICT_SELF_LOG_SUBDOMAINS_OFF).expect(answer(4));
  quiet();
  canRead(main);
  if (facts.landlock !== 'enabled') stopScenario('there is nothing to enforce');
  quiet();
  const ruleset = fill(main, LIMIT - 1);
  quiet();
  restrictSelf(main, ruleset).expect(answerWith(LIMIT - 1));
  quiet();
  canRead(main);
});
