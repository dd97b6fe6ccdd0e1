import { type Actor, EPERM, OK, PR_GET_NO_NEW_PRIVS, scenario, value } from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { landlock } from '../sandbox.ts';
import { cannotRead, makeFile, NO_READING } from './reading.ts';
import { noReadingRuleset } from './rulesets.ts';

const doc = 'security/landlock/syscalls.c: landlock_restrict_self(), CAP_SYS_ADMIN (in its namespace, or no_new_privs)';
const control = 'none: about the system call itself';
const tags = ['domain', 'privileges'];

scenario(
  'no_new_privs of {whose} counts',
  {
    doc: 'Documentation/userspace-api/no_new_privs.rst: "inherited across fork, clone, and execve"',
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
