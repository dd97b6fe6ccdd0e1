import {
  type Actor,
  CAP_SYS_ADMIN,
  CLONE_NEWUSER,
  EPERM,
  O_PATH,
  OK,
  PR_CAPBSET_DROP,
  scenario,
} from '../../../runner/index.ts';
import { addPathRule, restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { FS } from '../uapi.ts';
import { cannotRead, canRead, makeFile } from './reading.ts';
import { noReadingRuleset } from './rulesets.ts';

const doc = 'security/landlock/syscalls.c: landlock_restrict_self(), CAP_SYS_ADMIN in its namespace or no_new_privs';
const control = 'none: about the system call itself';
const tags = ['domain', 'privileges'];

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
