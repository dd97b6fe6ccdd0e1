import {
  type Actor,
  E2BIG,
  EACCES,
  EBADF,
  EBADFD,
  EINVAL,
  EPERM,
  feature,
  OK,
  type Outcome,
  PR_GET_NO_NEW_PRIVS,
  scenario,
  type Value,
  value,
  when,
} from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { certainLimit, fill } from '../domains/full.ts';
import { canRead, canWrite, makeFile } from '../domains/reading.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { FS, RESTRICT_SELF_NO_NEW_PRIVS, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { threadsOf } from './tsync.ts';

const doc =
  'security/landlock/syscalls.c: landlock_restrict_self() (what fails does so before the other threads are asked)';
const control = 'none: about the system call itself';
const tags = ['domain', 'threads', 'tsync', 'errno'];

/** Why the call of one thread fails. */
const failures: readonly {
  label: string;
  answer: Outcome;
  become: (caller: Actor) => void;
  ruleset: (caller: Actor, made: Value) => Value;
}[] = [
  { label: 'the ruleset is not open', answer: EBADF, become: () => {}, ruleset: () => 999 },
  { label: 'the ruleset is another file', answer: EBADFD, become: () => {}, ruleset: (caller) => caller.open('/') },
  { label: '-1 is the ruleset', answer: EBADF, become: () => {}, ruleset: () => -1 },
  {
    label: 'the caller has no room for a layer',
    answer: E2BIG,
    become: (caller) => void fill(caller, certainLimit(caller.context.facts)),
    ruleset: (_, made) => made,
  },
];
const extra = [
  { label: 'TSYNC', flags: RESTRICT_SELF_TSYNC, since: 8 },
  { label: 'TSYNC and NO_NEW_PRIVS', flags: RESTRICT_SELF_TSYNC | RESTRICT_SELF_NO_NEW_PRIVS, since: 11 },
];

/** What nothing has happened to. */
function isUntouched(thread: Actor): void {
  canRead(thread);
  canWrite(thread);
  thread.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
}

scenario(
  '{flags} restricts no thread and gives none no_new_privs when {failure}',
  { doc, tags, control, variants: { flags: extra, failure: failures } },
  ({ main, flags, failure }) => {
    makeFile(main);
    const { first, workers } = threadsOf(main, 2);
    const ruleset = madeRuleset(first, { handledFs: FS.READ_FILE | FS.WRITE_FILE });
    failure.become(first);
    const fd = failure.ruleset(first, ruleset);
    restrictSelf(first, fd, flags.flags).expect(byAbi((level) => (level >= flags.since ? failure.answer : EINVAL)));
    for (const thread of [first, ...workers]) isUntouched(thread);
    // Another thread has all it takes, and is not hindered by what failed.
    const [worker] = workers as [Actor];
    worker.noNewPrivs();
    restrictSelf(worker, ruleset).expect(byAbi(() => OK));
  },
);

scenario(
  'TSYNC restricts no thread when the caller lacks the privilege, although the others have it',
  { doc, tags, control },
  ({ main }) => {
    makeFile(main);
    main.chmod('file', 0o666);
    const { first, workers } = threadsOf(main, 2);
    const ruleset = madeRuleset(first, { handledFs: FS.READ_FILE | FS.WRITE_FILE });
    first.dropPrivileges();
    const known = byAbi((level) => (level >= 8 ? EPERM : EINVAL));
    restrictSelf(first, ruleset, RESTRICT_SELF_TSYNC).expect(
      when(feature('flags-before-privilege'), known).otherwise(byAbi(() => EPERM)),
    );
    for (const thread of [first, ...workers]) isUntouched(thread);
  },
);

scenario(
  'TSYNC restricts threads that lack the privilege when the caller has it',
  { doc, tags, control },
  ({ main }) => {
    makeFile(main);
    main.chmod('file', 0o666);
    const { first, workers } = threadsOf(main, 1);
    const [worker] = workers as [Actor];
    const ruleset = madeRuleset(first, { handledFs: FS.READ_FILE });
    worker.dropPrivileges();
    restrictSelf(first, ruleset, RESTRICT_SELF_TSYNC).expect(byAbi((level) => (level >= 8 ? OK : EINVAL)));
    worker.open('file').expect(byAbi((level) => (level >= 8 ? EACCES : OK)));
    worker.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
  },
);
