import { type Actor, CLONE_FILES, CLONE_FS, CLONE_VM, scenario } from '../../../runner/index.ts';
import { cannotRead, canRead, canWrite, makeFile } from '../domains/reading.ts';
import { users } from '../rulesets/users.ts';
import { landlock } from '../sandbox.ts';
import { isRestricted, restrictAll, threadsOf } from './tsync.ts';

const doc =
  'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_TSYNC; security/landlock/tsync.c: landlock_restrict_sibling_threads()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'threads', 'tsync'];

scenario(
  'TSYNC restricts {count} other threads, and what they make later: {user}',
  {
    doc,
    tags,
    programs,
    variants: { count: [0, 1, 2, 7].map((count) => ({ label: String(count), count })), user: users },
  },
  (t) => {
    makeFile(t.main);
    t.main.chmod('file', 0o666);
    const { first, workers } = threadsOf(t.main, t.count.count);
    for (const thread of [first, ...workers]) t.user.become(thread);
    restrictAll(first);
    cannotRead(first);
    canWrite(first);
    for (const worker of workers) {
      isRestricted(worker);
      canWrite(worker);
    }
    const [worker = first] = workers;
    const isFirst = worker === first;
    for (const heir of [worker.thread('later'), worker.process('child')]) {
      if (isFirst) cannotRead(heir);
      else isRestricted(heir);
    }
  },
);

scenario(
  'a thread that ended before, {which}, does not keep TSYNC from the others',
  {
    doc: 'security/landlock/tsync.c: count_additional_threads(), PF_EXITING',
    tags,
    programs,
    variants: { which: ['the first one', 'another one'] },
  },
  (t) => {
    makeFile(t.main);
    const { first, workers } = threadsOf(t.main, 3);
    const [caller, other, last] = workers as [Actor, Actor, Actor];
    const ended = t.which === 'the first one' ? first : last;
    ended.exitThread();
    restrictAll(caller);
    cannotRead(caller);
    isRestricted(other);
    isRestricted(ended === first ? last : first);
  },
);

scenario(
  'TSYNC does not reach a process that shares {what} with the caller and is another thread group',
  {
    doc: 'security/landlock/tsync.c: for_each_thread()',
    tags,
    programs,
    variants: {
      what: [
        { label: 'nothing', flags: 0 },
        { label: 'memory', flags: CLONE_VM },
        { label: 'directories and descriptors', flags: CLONE_FS | CLONE_FILES },
        { label: 'memory, directories and descriptors', flags: CLONE_VM | CLONE_FS | CLONE_FILES },
      ],
    },
  },
  (t) => {
    makeFile(t.main);
    const parent = t.main.process('parent');
    const caller = parent.process('caller');
    const worker = caller.thread('worker');
    const sharer = worker.process('sharer', t.what.flags);
    restrictAll(caller);
    cannotRead(caller);
    isRestricted(worker);
    canRead(sharer);
    canRead(parent);
    canRead(t.main);
  },
);

scenario(
  'TSYNC in a child restricts no thread of its parent, and in the parent no thread of the child',
  { doc, tags, programs },
  (t) => {
    makeFile(t.main);
    const { first: parent, workers } = threadsOf(t.main, 1);
    const child = parent.process('child');
    const childWorker = child.thread('child-worker');
    restrictAll(childWorker);
    isRestricted(child);
    for (const thread of [parent, ...workers]) canRead(thread);
    const later = parent.process('later');
    restrictAll(parent);
    canRead(later);
  },
);

scenario(
  'without TSYNC a thread restricts itself, and a later TSYNC takes its layers to the others',
  { doc: 'security/landlock/tsync.c: restrict_one_thread()', tags, programs },
  (t) => {
    makeFile(t.main);
    const { first, workers } = threadsOf(t.main, 2);
    landlock(first, { fs: ['READ_FILE'] });
    for (const worker of workers) canRead(worker);
    restrictAll(first, { fs: ['MAKE_BLOCK'] });
    cannotRead(first);
    for (const worker of workers) isRestricted(worker);
  },
);
