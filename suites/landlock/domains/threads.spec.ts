import { type Actor, abi, EACCES, O_RDONLY, OK, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { cannotRead, canRead, makeFile, NO_READING } from './reading.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Inheritance';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'threads'];

/** Who of a process enforces: its first thread or another. */
const enforcers: readonly { label: string; of: (first: Actor, worker: Actor) => { enforcer: Actor; other: Actor } }[] =
  [
    { label: 'the first thread', of: (first, worker) => ({ enforcer: first, other: worker }) },
    { label: 'another thread', of: (first, worker) => ({ enforcer: worker, other: first }) },
  ];

scenario(
  'what {enforcer} enforces does not restrict the thread that exists before',
  { doc, tags, variants: { enforcer: enforcers }, programs },
  (t) => {
    makeFile(t.main);
    const first = t.main.process('first');
    const { enforcer, other } = t.enforcer.of(first, first.thread('worker'));
    landlock(enforcer, NO_READING);
    cannotRead(enforcer);
    canRead(other);
  },
);

scenario(
  'when {enforcer} is restricted, children and threads are as their maker is',
  { doc, tags, variants: { enforcer: enforcers }, programs },
  (t) => {
    makeFile(t.main);
    const first = t.main.process('first');
    const { enforcer, other } = t.enforcer.of(first, first.thread('worker'));
    landlock(enforcer, NO_READING);
    cannotRead(enforcer.process('restricted-child'));
    cannotRead(enforcer.thread('restricted-thread'));
    canRead(other.process('free-child'));
    canRead(other.thread('free-thread'));
  },
);

scenario(
  'TSYNC restricts the thread that exists before, when {enforcer} enforces',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_TSYNC; Documentation/userspace-api/landlock.rst: Thread synchronization (ABI < 8)',
    tags,
    variants: { enforcer: enforcers },
    programs,
  },
  (t) => {
    makeFile(t.main);
    const first = t.main.process('first');
    const { enforcer, other } = t.enforcer.of(first, first.thread('worker'));
    landlock(enforcer, { ...NO_READING, flags: RESTRICT_SELF_TSYNC });
    cannotRead(enforcer);
    other.open('file', O_RDONLY).expect(since(abi(8), EACCES).otherwise(OK));
  },
);

scenario(
  'TSYNC leaves the parent and the children that exist before alone',
  { doc: 'include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_TSYNC', tags, programs },
  (t) => {
    makeFile(t.main);
    const parent = t.main.process('parent');
    const sandboxed = parent.process('sandboxed');
    const earlier = sandboxed.process('earlier');
    landlock(sandboxed, { ...NO_READING, flags: RESTRICT_SELF_TSYNC });
    cannotRead(sandboxed);
    canRead(parent);
    canRead(earlier);
  },
);

scenario('when the thread that enforced has ended, the others are as free as before', { doc, tags, programs }, (t) => {
  makeFile(t.main);
  const first = t.main.process('first');
  const worker = first.thread('worker');
  landlock(worker, NO_READING);
  cannotRead(worker);
  worker.exitThread();
  canRead(first);
});
