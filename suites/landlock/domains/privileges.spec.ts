import {
  type Actor,
  abi,
  CAP_SYS_ADMIN,
  CLONE_NEWUSER,
  EINVAL,
  ENOSYS,
  EOPNOTSUPP,
  EPERM,
  type Expectation,
  feature,
  landlockIs,
  O_PATH,
  OK,
  PR_CAPBSET_DROP,
  PR_GET_NO_NEW_PRIVS,
  scenario,
  stopScenario,
  value,
  when,
} from '../../../runner/index.ts';
import { addPathRule, createRuleset, restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { landlock } from '../sandbox.ts';
import { FS, RESTRICT_SELF_NO_NEW_PRIVS } from '../uapi.ts';
import { cannotRead, canRead, makeFile, NO_READING } from './reading.ts';

const doc = 'security/landlock/syscalls.c: landlock_restrict_self(), CAP_SYS_ADMIN in its namespace or no_new_privs';
const control = 'none: about the system call itself';
const tags = ['domain', 'privileges'];

/** A ruleset without rights to read; ends the scenario where there is no Landlock. */
function ruleset(actor: Actor) {
  const made = createRuleset(actor, { handledFs: FS.READ_FILE }).expect(byAbi(() => OK));
  if (actor.context.facts.landlock !== 'enabled') stopScenario('there is nothing to enforce');
  return made;
}

/** Gives up CAP_SYS_ADMIN in all sets but keeps the other capabilities: drops it from the bounding set and executes a program. */
function dropAdmin(actor: Actor): void {
  actor.prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN);
  actor.reexec();
}

const callers: readonly { label: string; may: boolean; become: (actor: Actor) => void }[] = [
  { label: 'root without no_new_privs may', may: true, become: () => {} },
  { label: 'root with no_new_privs may', may: true, become: (actor) => actor.noNewPrivs() },
  { label: 'an ordinary user without no_new_privs may not', may: false, become: (actor) => actor.dropPrivileges() },
  {
    label: 'an ordinary user with no_new_privs may',
    may: true,
    become: (actor) => {
      actor.dropPrivileges();
      actor.noNewPrivs();
    },
  },
  {
    label: 'an ordinary user without no_new_privs in a user namespace of its own may',
    may: true,
    become: (actor) => {
      actor.dropPrivileges();
      actor.unshare(CLONE_NEWUSER);
    },
  },
  { label: 'root without CAP_SYS_ADMIN and no_new_privs may not', may: false, become: dropAdmin },
  {
    label: 'root without CAP_SYS_ADMIN but with no_new_privs may',
    may: true,
    become: (actor) => {
      dropAdmin(actor);
      actor.noNewPrivs();
    },
  },
];

scenario(
  'who may restrict itself: {caller}',
  { doc, tags, control, variants: { caller: callers } },
  ({ main, caller }) => {
    makeFile(main);
    const actor = main.process('caller');
    caller.become(actor);
    restrictSelf(actor, ruleset(actor)).expect(byAbi(() => (caller.may ? OK : EPERM)));
    // What was refused restricts nothing.
    if (caller.may) cannotRead(actor);
    else canRead(actor);
  },
);

scenario(
  'a ruleset is made and extended without any privilege',
  { doc: 'security/landlock/syscalls.c: landlock_create_ruleset(), landlock_add_rule()', tags, control },
  ({ main }) => {
    main.dropPrivileges();
    addPathRule(main, ruleset(main), main.open('.', O_PATH), FS.READ_FILE).expect(OK);
  },
);

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
    restrictSelf(heir, ruleset(heir)).expect(byAbi(() => OK));
  },
);

scenario('no_new_privs of another thread does not count', { doc, tags, control, scratch: false }, ({ main }) => {
  main.dropPrivileges();
  const worker = main.thread('worker');
  worker.noNewPrivs();
  const made = ruleset(main);
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
    restrictSelf(actor, ruleset(actor), RESTRICT_SELF_NO_NEW_PRIVS).expect(flagAnswer);
    // The bit is set when, and only when, the call succeeds.
    actor.prctl(PR_GET_NO_NEW_PRIVS).expect(when(abi(11), value(1)).otherwise(value(0)));
    if (facts.abi >= 11) cannotRead(actor);
    else canRead(actor);
  },
);
