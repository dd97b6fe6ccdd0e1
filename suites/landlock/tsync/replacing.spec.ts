import { type Actor, abi, EACCES, EINVAL, O_WRONLY, OK, scenario, since, value } from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { answerWith, fill, LIMIT } from '../domains/full.ts';
import { cannotRead, cannotWrite, canRead, makeFile, NO_READING, NO_WRITING } from '../domains/reading.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { landlock } from '../sandbox.ts';
import { FS, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { isRestricted, restrictAll, threadsOf } from './tsync.ts';

const doc =
  'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_TSYNC, "This overrides the Landlock configuration of sibling threads"; security/landlock/tsync.c: restrict_one_thread()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'threads', 'tsync'];

scenario(
  'TSYNC replaces the domain of a thread that had restricted itself more, so that it gets rights back',
  { doc, tags, programs },
  (t) => {
    makeFile(t.main);
    const { first, workers } = threadsOf(t.main, 1);
    const [worker] = workers as [Actor];
    landlock(worker, NO_WRITING);
    cannotWrite(worker);
    restrictAll(first);
    isRestricted(worker);
    // Before ABI 8 nobody replaces anything, and the thread stays as it was.
    worker.open('file', O_WRONLY).expect(since(abi(8), OK).since(abi(1), EACCES).otherwise(OK));
  },
);

scenario(
  'TSYNC replaces a domain of {layers} layers by one that has a single layer',
  { doc, tags, programs, variants: { layers: ['1', '2', '5'] } },
  (t) => {
    makeFile(t.main);
    const { first, workers } = threadsOf(t.main, 2);
    const [restricted, free] = workers as [Actor, Actor];
    for (let layer = 0; layer < Number(t.layers); layer += 1) landlock(restricted, NO_READING);
    cannotRead(restricted);
    restrictAll(first, NO_WRITING);
    cannotWrite(first);
    canRead(free);
    restricted.open('file').expect(since(abi(8), OK).since(abi(1), EACCES).otherwise(OK));
    restricted.open('file', O_WRONLY).expect(since(abi(8), EACCES).otherwise(OK));
  },
);

scenario(
  'TSYNC by a thread in a domain of its own takes all its layers and rules to the others',
  { doc, tags, programs },
  (t) => {
    t.main.mkdir('allowed');
    makeFile(t.main, 'allowed/file');
    makeFile(t.main);
    const { first, workers } = threadsOf(t.main, 2);
    const [caller, other] = workers as [Actor, Actor];
    landlock(other, { ...NO_WRITING, rules: [{ path: '.', access: ['WRITE_FILE'] }] });
    landlock(caller, { ...NO_READING, rules: [{ path: 'allowed', access: ['READ_FILE'] }] });
    restrictAll(caller, NO_WRITING);
    for (const thread of [first, other]) {
      canRead(thread, 'allowed/file');
      isRestricted(thread);
      thread.open('file', O_WRONLY).expect(since(abi(8), EACCES).otherwise(OK));
    }
  },
);

scenario(
  'TSYNC with the domain that all threads share adds one layer to it',
  {
    doc: 'security/landlock/tsync.c: restrict_one_thread() (threads with the credentials of the caller)',
    tags,
    programs,
  },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_WRITING);
    const worker = sandboxed.thread('worker');
    restrictAll(sandboxed);
    for (const thread of [sandboxed, worker]) {
      cannotWrite(thread);
      if (thread === sandboxed) cannotRead(thread);
      else isRestricted(thread);
    }
  },
);

scenario(
  'TSYNC leaves the other credentials of a thread alone',
  { doc: 'security/landlock/tsync.c: restrict_one_thread(), landlock_cred_copy()', tags, programs },
  (t) => {
    makeFile(t.main);
    const { first, workers } = threadsOf(t.main, 3);
    const [user, group, root] = workers as [Actor, Actor, Actor];
    user.setresuid(1000);
    group.setresgid(1001);
    restrictAll(first);
    for (const worker of workers) isRestricted(worker);
    user.syscall('getuid').expect(value(1000));
    group.syscall('getgid').expect(value(1001));
    root.syscall('getuid').expect(value(0));
    first.syscall('getuid').expect(value(0));
  },
);

scenario(
  'after TSYNC the layers of every thread are counted as those of the caller',
  { doc, tags, control: 'none: about the system call itself', scratch: false },
  (t) => {
    const { first, workers } = threadsOf(t.main, 1);
    const [worker] = workers as [Actor];
    const ruleset = fill(worker, LIMIT);
    const own = madeRuleset(first, { handledFs: FS.MAKE_BLOCK });
    restrictSelf(first, own, RESTRICT_SELF_TSYNC).expect(byAbi((level) => (level >= 8 ? OK : EINVAL)));
    // The thread had no room for more: now it has one layer, and where there is no TSYNC it is as it was.
    for (let layers = 1; layers <= LIMIT; layers += 1) {
      restrictSelf(worker, ruleset).expect(since(abi(8), answerWith(layers)).otherwise(answerWith(LIMIT)));
    }
  },
);
