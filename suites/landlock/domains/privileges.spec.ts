import {
  type Actor,
  CAP_SYS_ADMIN,
  CLONE_NEWUSER,
  EPERM,
  O_PATH,
  OK,
  PR_CAPBSET_DROP,
  PR_SET_KEEPCAPS,
  scenario,
} from '../../../runner/index.ts';
import { addPathRule, restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { FS } from '../uapi.ts';
import { setCapabilities } from './capabilities.ts';
import { cannotRead, canRead, makeFile } from './reading.ts';
import { noReadingRuleset } from './rulesets.ts';

const doc = 'security/landlock/syscalls.c: landlock_restrict_self(), CAP_SYS_ADMIN (in its namespace, or no_new_privs)';
const control = 'none: about the system call itself';
const tags = ['domain', 'privileges'];

/** Gives up CAP_SYS_ADMIN in all sets but keeps the other capabilities: drops it from the bounding set and executes a program. */
function dropAdmin(actor: Actor): void {
  actor.prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN);
  actor.reexec();
}

const ADMIN = 1 << CAP_SYS_ADMIN;

const callers: readonly { label: string; may: boolean; become: (actor: Actor) => unknown }[] = [
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
    label: 'root that has CAP_SYS_ADMIN permitted and not effective may not',
    may: false,
    become: (actor) => setCapabilities(actor, 0, ADMIN),
  },
  {
    label: 'root that raised CAP_SYS_ADMIN again, and has nothing else, may',
    may: true,
    become: (actor) => {
      setCapabilities(actor, 0, ADMIN);
      setCapabilities(actor, ADMIN, ADMIN);
    },
  },
  {
    label: 'an ordinary user with CAP_SYS_ADMIN and nothing else may',
    may: true,
    become: (actor) => {
      actor.prctl(PR_SET_KEEPCAPS, 1);
      actor.setresuid(1000);
      setCapabilities(actor, ADMIN, ADMIN);
    },
  },
  {
    label: 'root with all capabilities but CAP_SYS_ADMIN may not',
    may: false,
    become: (actor) => setCapabilities(actor, ~ADMIN >>> 0, ~ADMIN >>> 0),
  },
  { label: 'root in a user namespace of its own may', may: true, become: (actor) => actor.unshare(CLONE_NEWUSER) },
  {
    label: 'who gave up the capabilities in a user namespace of its own may not',
    may: false,
    become: (actor) => {
      actor.dropPrivileges();
      actor.unshare(CLONE_NEWUSER);
      setCapabilities(actor, 0, 0);
    },
  },
  {
    label: 'who lost the capabilities by executing a program as nobody of the user namespace may not',
    may: false,
    become: (actor) => {
      actor.dropPrivileges();
      actor.unshare(CLONE_NEWUSER);
      actor.reexec();
    },
  },
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
    restrictSelf(actor, noReadingRuleset(actor)).expect(byAbi(() => (caller.may ? OK : EPERM)));
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
    addPathRule(main, noReadingRuleset(main), main.open('.', O_PATH), FS.READ_FILE).expect(OK);
  },
);
