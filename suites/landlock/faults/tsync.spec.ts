import {
  type Actor,
  abi,
  depending,
  EACCES,
  ENOMEM,
  O_RDONLY,
  OK,
  type Outcome,
  PR_SET_KEEPCAPS,
  scenario,
} from '../../../runner/index.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { FS, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { allowFaults, FAULTS, FailingTask, faulty, upTo } from './faults.ts';

const control = 'none: about the system call itself';
const needs = [...faulty.needs, abi(8)];

/** What each of some threads is answered when it reads. */
function reading(threads: readonly Actor[], answer: Outcome): void {
  for (const thread of threads) thread.open('file', O_RDONLY).expect(answer);
}

/** Allocations of the caller that are let fail: credentials, domain, hierarchy, name of the program, and for its threads. */
const CALLER = 18;

scenario(
  'landlock_restrict_self() with TSYNC restricts no thread when the caller has no memory, and all of them afterwards',
  {
    ...faulty,
    needs,
    deadline: 60_000,
    doc: `${FAULTS}; security/landlock/tsync.c: tsync_works_grow_by(), landlock_restrict_sibling_threads()`,
    control,
  },
  ({ main }) => {
    main.writeFile('file');
    const restore = allowFaults(main);
    const ruleset = createRuleset(main, { handledFs: FS.READ_FILE });
    for (const nth of upTo(CALLER)) {
      const first = main.process(`first${nth}`);
      const threads = [first, first.thread(`second${nth}`), first.thread(`third${nth}`)];
      const call = () => restrictSelf(first, ruleset, RESTRICT_SELF_TSYNC);
      const restrict = new FailingTask(first).attempt(nth, CALLER, call);
      reading(threads, depending(restrict, [ENOMEM, OK], [OK, EACCES]));
      call().expect(OK);
      reading(threads, EACCES);
    }
    restore();
  },
);

/** Allocations of another thread that are let fail: it makes nothing but credentials. */
const SIBLING = 8;

scenario(
  'landlock_restrict_self() with TSYNC restricts no thread when another thread has no memory for credentials',
  { ...faulty, needs, doc: `${FAULTS}; security/landlock/tsync.c: restrict_one_thread(), prepare_creds()`, control },
  ({ main }) => {
    main.writeFile('file');
    const restore = allowFaults(main);
    const ruleset = createRuleset(main, { handledFs: FS.READ_FILE });
    for (const nth of upTo(SIBLING)) {
      const first = main.process(`first${nth}`);
      const [second, third] = [first.thread(`second${nth}`), first.thread(`third${nth}`)];
      // A thread with the very credentials of the caller is given the caller's new ones: this one gets its own.
      second.prctl(PR_SET_KEEPCAPS, 1);
      const task = new FailingTask(second, first);
      const call = () => restrictSelf(first, ruleset, RESTRICT_SELF_TSYNC);
      const restrict = task.attempt(nth, SIBLING, call);
      reading([first, second, third], depending(restrict, [ENOMEM, OK], [OK, EACCES]));
      call().expect(OK);
      reading([first, second, third], EACCES);
    }
    restore();
  },
);
