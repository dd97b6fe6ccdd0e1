import {
  type Actor,
  abi,
  EINVAL,
  ENOSYS,
  EOPNOTSUPP,
  EPERM,
  type Expectation,
  feature,
  landlockIs,
  OK,
  PR_GET_NO_NEW_PRIVS,
  scenario,
  value,
  when,
} from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { landlock } from '../sandbox.ts';
import { RESTRICT_SELF_NO_NEW_PRIVS } from '../uapi.ts';
import { cannotRead, canRead, makeFile, NO_READING } from './reading.ts';
import { noReadingRuleset } from './rulesets.ts';

const doc = 'security/landlock/syscalls.c: landlock_restrict_self(), CAP_SYS_ADMIN in its namespace or no_new_privs';
const control = 'none: about the system call itself';
const tags = ['domain', 'privileges'];

scenario(
  'no_new_privs of {whose} counts',
  {
    doc: 'Documentation/userspace-api/no_new_privs.rst: inherited across fork, clone and execve',
    tags,
    control,
    scratch: false,
    variants: {
      whose: [
        { label: 'the parent', heir: (actor: Actor) => actor.process('heir') },
        { label: 'the thread that makes a thread', heir: (actor: Actor) => actor.thread('heir') },
        {
          label: 'the program before',
          heir: (actor: Actor) => {
            actor.reexec();
            return actor;
          },
        },
      ],
    },
  },
  ({ main, whose }) => {
    main.dropPrivileges();
    main.noNewPrivs();
    const heir = whose.heir(main);
    restrictSelf(heir, noReadingRuleset(heir)).expect(byAbi(() => OK));
  },
);

scenario('no_new_privs of another thread does not count', { doc, tags, control, scratch: false }, ({ main }) => {
  main.dropPrivileges();
  const worker = main.thread('worker');
  worker.noNewPrivs();
  const made = noReadingRuleset(main);
  restrictSelf(main, made).expect(byAbi(() => EPERM));
  restrictSelf(worker, made).expect(byAbi(() => OK));
});

scenario(
  'restricting oneself by CAP_SYS_ADMIN does not set no_new_privs',
  { doc, tags, programs: ['strict', 'best-effort'] },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { ...NO_READING, noNewPrivs: false });
    cannotRead(sandboxed);
    sandboxed.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
  },
);

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
