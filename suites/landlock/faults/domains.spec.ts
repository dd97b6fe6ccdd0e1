import {
  type Actor,
  AF_INET,
  abi,
  type Context,
  depending,
  EACCES,
  ENOMEM,
  inet4,
  O_CLOEXEC,
  O_PATH,
  O_RDONLY,
  O_WRONLY,
  OK,
  PR_GET_NO_NEW_PRIVS,
  SOCK_STREAM,
  type Step,
  scenario,
  value,
} from '../../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset, restrictSelf } from '../calls.ts';
import { FS, NET, RESTRICT_SELF_LOG_SUBDOMAINS_OFF, RESTRICT_SELF_NO_NEW_PRIVS } from '../uapi.ts';
import { allowFaults, FAULTS, FailingTask, faulty, upTo } from './faults.ts';

const doc = `${FAULTS}; security/landlock/syscalls.c: landlock_restrict_self(); security/landlock/domain.c: landlock_merge_ruleset()`;
const control = 'none: about the system call itself';

/** Allocations that are let fail, one after the other; more than the call makes: credentials, domain, hierarchy, rules, name of the program. */
const LAST = 28;

/** A ruleset that handles a right to files, and to ports, with rules for two files and two ports, and for what else is needed. */
function rulesetOf({ main }: Context, right: bigint, ...more: string[]): Step {
  const ruleset = createRuleset(main, { handledFs: right, handledNet: NET.BIND_TCP });
  for (const path of ['mine', 'mine-too', ...more])
    addPathRule(main, ruleset, main.open(path, O_PATH | O_CLOEXEC), right);
  for (const port of [4000, 4001]) addPortRule(main, ruleset, port, NET.BIND_TCP);
  return ruleset;
}

const bind = (actor: Actor, port: number) => actor.bind(actor.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', port));

scenario(
  'landlock_restrict_self() without memory answers ENOMEM and restricts nothing, with {layers}, and works afterwards',
  {
    ...faulty,
    needs: [...faulty.needs, abi(4)],
    namespaces: ['net'],
    deadline: 60_000,
    variants: {
      layers: [
        { label: 'no layer before', inherited: false },
        { label: 'a layer before', inherited: true },
      ],
    },
    doc,
    control,
  },
  (t) => {
    const { main } = t;
    for (const path of ['mine', 'mine-too', 'other']) main.writeFile(path);
    const restore = allowFaults(main);
    const ruleset = rulesetOf(t, FS.READ_FILE);
    const outer = rulesetOf(t, FS.WRITE_FILE, '/proc');
    const parent = main.process('parent');
    if (t.layers.inherited) restrictSelf(parent, outer);
    for (const nth of upTo(LAST)) {
      const actor = parent.process(`actor${nth}`);
      const restrict = new FailingTask(actor).attempt(nth, LAST, () => restrictSelf(actor, ruleset));
      const restricted = depending(restrict, [ENOMEM, OK], [OK, EACCES]);
      actor.open('other', O_RDONLY).expect(restricted);
      if (!t.layers.inherited) bind(actor, 5000 + nth).expect(restricted);
      actor.open('mine', O_RDONLY).expect(OK);
      // What was inherited is as it was.
      actor.open('other', O_WRONLY).expect(t.layers.inherited ? EACCES : OK);
      actor.open('mine-too', O_WRONLY).expect(OK);
      restrictSelf(actor, ruleset).expect(OK);
      actor.open('other', O_RDONLY).expect(EACCES);
      actor.open('mine-too', O_RDONLY).expect(OK);
      bind(actor, 5100 + nth).expect(EACCES);
    }
    restore();
  },
);

scenario(
  'landlock_restrict_self() without memory does not set no_new_privs',
  {
    ...faulty,
    needs: [...faulty.needs, abi(11)],
    deadline: 60_000,
    doc: `${doc}; Documentation/userspace-api/landlock.rst: LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS`,
    control,
  },
  ({ main }) => {
    const restore = allowFaults(main);
    const ruleset = createRuleset(main, { handledFs: FS.READ_FILE });
    for (const nth of upTo(LAST)) {
      const actor = main.process(`actor${nth}`);
      const task = new FailingTask(actor);
      const restrict = task.attempt(nth, LAST, () => restrictSelf(actor, ruleset, RESTRICT_SELF_NO_NEW_PRIVS));
      actor.prctl(PR_GET_NO_NEW_PRIVS).expect(depending(restrict, [ENOMEM, value(0)], [OK, value(1)]));
    }
    restore();
  },
);

scenario(
  'a thread without memory cannot switch off what later domains log, and can afterwards',
  {
    ...faulty,
    needs: [...faulty.needs, abi(7)],
    doc: `${FAULTS}; security/landlock/syscalls.c: landlock_restrict_self(), prepare_creds()`,
    control,
  },
  ({ main }) => {
    const restore = allowFaults(main);
    const task = new FailingTask(main);
    const call = () => restrictSelf(main, -1, RESTRICT_SELF_LOG_SUBDOMAINS_OFF);
    // Nothing shows whether it has been switched off, but for what is logged.
    task.first(() => call().expect(ENOMEM));
    call().expect(OK);
    restore();
  },
);
