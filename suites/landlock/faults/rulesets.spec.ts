import {
  type Actor,
  AF_INET,
  abi,
  depending,
  EACCES,
  EBADF,
  ENOMEM,
  inet4,
  O_CLOEXEC,
  O_PATH,
  O_RDONLY,
  O_WRONLY,
  OK,
  SOCK_STREAM,
  type Step,
  scenario,
  type Value,
  value,
} from '../../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset, restrictSelf } from '../calls.ts';
import { FS, NET } from '../uapi.ts';
import { allowFaults, FAULTS, FailingTask, faulty, upTo } from './faults.ts';

const control = 'none: about the system calls themselves';

/** Descriptors of an actor before it opens any. */
const FIRST = 3;
/** Allocations that are let fail, one after the other; more than a call makes: ruleset and file, or object and rule. */
const LAST = 16;

scenario(
  'landlock_create_ruleset() without memory answers ENOMEM and uses up no descriptor',
  {
    ...faulty,
    needs: [...faulty.needs, abi(1)],
    doc: `${FAULTS}; security/landlock/ruleset.c: landlock_create_ruleset(); fs/anon_inodes.c: anon_inode_getfd()`,
    control,
  },
  ({ main }) => {
    const actor = main.process('actor');
    const restore = allowFaults(main);
    const task = new FailingTask(actor);
    const made = () => createRuleset(actor, { handledFs: FS.READ_FILE });
    // The task has one descriptor open, so this is the number after it for ever.
    for (const nth of upTo(LAST)) {
      const ruleset = task.attempt(nth, LAST, made);
      actor.close(ruleset).expect(depending(ruleset, [ENOMEM, EBADF], [OK, OK]));
      actor.close(made().expect(value(FIRST + 1)));
    }
    restore();
  },
);

interface Kind {
  readonly label: string;
  readonly since: number;
  readonly handled: Parameters<typeof createRuleset>[1];
  /** Makes what a rule is about. */
  target(main: Actor, nth: number): Value;
  add(actor: Actor, ruleset: Step, target: Value): Step;
  /** Does what the rule permits, each actor at an address of its own. */
  use(actor: Actor, nth: number, host: string): Step;
}

const kinds: readonly Kind[] = [
  {
    label: 'a file',
    since: 1,
    handled: { handledFs: FS.READ_FILE },
    target: (main, nth) => {
      main.writeFile(`file${nth}`);
      return main.open(`file${nth}`, O_PATH | O_CLOEXEC);
    },
    add: (actor, ruleset, file) => addPathRule(actor, ruleset, file, FS.READ_FILE),
    use: (actor, nth) => actor.open(`file${nth}`, O_RDONLY),
  },
  {
    label: 'a port',
    since: 4,
    handled: { handledNet: NET.BIND_TCP },
    target: (_, nth) => 4000 + nth,
    add: (actor, ruleset, port) => addPortRule(actor, ruleset, Number(port), NET.BIND_TCP),
    use: (actor, nth, host) => actor.bind(actor.socket(AF_INET, SOCK_STREAM), inet4(host, 4000 + nth)),
  },
];

for (const kind of kinds) {
  scenario(
    `a rule for ${kind.label} is added whole or not at all when memory runs out, and can be added afterwards`,
    {
      ...faulty,
      needs: [...faulty.needs, abi(kind.since)],
      namespaces: ['net'],
      doc: `${FAULTS}; security/landlock/ruleset.c: landlock_store_rule(), create_rule(); security/landlock/fs.c: get_inode_object()`,
      control,
    },
    ({ main }) => {
      const restore = allowFaults(main);
      const task = new FailingTask(main);
      const targets = upTo(LAST).map((nth) => kind.target(main, nth));
      const ruleset = createRuleset(main, kind.handled);
      const added = task.eachAllocation(LAST, (nth) => kind.add(main, ruleset, targets[nth - 1]!));
      const now = main.process('now');
      restrictSelf(now, ruleset);
      const afterwards = targets.map((target) => kind.add(main, ruleset, target));
      for (const step of afterwards) step.expect(OK);
      const later = main.process('later');
      restrictSelf(later, ruleset);
      added.forEach((add, index) => {
        const use = kind.use(now, index + 1, '127.0.0.1');
        use.expect(depending(add, [ENOMEM, EACCES], [OK, OK]));
      });
      for (const nth of upTo(LAST)) kind.use(later, nth, '127.0.0.2').expect(OK);
      restore();
    },
  );
}

scenario(
  'a rule that there is gets more rights without memory',
  {
    ...faulty,
    needs: [...faulty.needs, abi(1)],
    doc: `${FAULTS}; security/landlock/ruleset.c: landlock_store_rule() ("If there is a matching rule, updates it.")`,
    control,
  },
  ({ main }) => {
    main.writeFile('file');
    const restore = allowFaults(main);
    const task = new FailingTask(main);
    const file = main.open('file', O_PATH | O_CLOEXEC);
    const ruleset = createRuleset(main, { handledFs: FS.READ_FILE | FS.WRITE_FILE });
    addPathRule(main, ruleset, file, FS.READ_FILE);
    const before = main.process('before');
    restrictSelf(before, ruleset);
    task.first(() => addPathRule(main, ruleset, file, FS.WRITE_FILE).expect(OK), false);
    const after = main.process('after');
    restrictSelf(after, ruleset);
    before.open('file', O_WRONLY).expect(EACCES);
    after.open('file', O_WRONLY).expect(OK);
    after.open('file', O_RDONLY).expect(OK);
    restore();
  },
);
