import {
  type Actor,
  abi,
  array,
  CLONE_FILES,
  CLONE_FS,
  CLONE_IO,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  CLONE_PARENT,
  CLONE_SIGHAND,
  CLONE_VFORK,
  CLONE_VM,
  EPERM,
  OK,
  SIGCHLD,
  type Step,
  scenario,
  since,
  u64,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { cannotRead, canRead, canWrite, makeFile, NO_READING } from './reading.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Inheritance; security/landlock/cred.c: hook_cred_prepare()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'inheritance'];

const kinds: readonly { label: string; flags: number }[] = [
  { label: 'CLONE_VM', flags: CLONE_VM },
  { label: 'CLONE_VM and CLONE_SIGHAND', flags: CLONE_VM | CLONE_SIGHAND },
  { label: 'CLONE_FS', flags: CLONE_FS },
  { label: 'CLONE_FILES', flags: CLONE_FILES },
  { label: 'CLONE_IO', flags: CLONE_IO },
  { label: 'all that can be shared', flags: CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_IO },
  { label: 'CLONE_PARENT and CLONE_VM', flags: CLONE_PARENT | CLONE_VM },
  { label: 'CLONE_NEWNS', flags: CLONE_NEWNS },
  { label: 'CLONE_NEWPID', flags: CLONE_NEWPID },
  { label: 'new namespaces of other kinds', flags: CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP },
  { label: 'CLONE_NEWUSER and CLONE_NEWNS', flags: CLONE_NEWUSER | CLONE_NEWNS },
];

scenario(
  'a child made with {kind} inherits the domain, and does not give its own to who made it',
  { doc, tags, programs, variants: { kind: kinds } },
  (t) => {
    makeFile(t.main);
    const free = t.main.process('free');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    const heir = sandboxed.process('heir', t.kind.flags);
    cannotRead(heir);
    canWrite(heir);
    const child = free.process('child', t.kind.flags);
    landlock(child, NO_READING);
    cannotRead(child);
    canRead(free);
  },
);

const vforks = [
  { label: 'with memory of its own', flags: CLONE_VFORK },
  { label: 'that shares memory as posix_spawn does', flags: CLONE_VFORK | CLONE_VM },
];

scenario(
  'the child of a vfork {how} inherits the domain, and so does the program that it executes',
  { doc, tags, programs, variants: { how: vforks } },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    const child = sandboxed.process('child', t.how.flags);
    const vfork = child.birth!.start();
    cannotRead(child);
    child.reexec();
    vfork.await();
    cannotRead(child);
    canWrite(child);
    cannotRead(sandboxed);
  },
);

scenario(
  'what the child of a vfork {how} enforces does not restrict the parent that waits for it',
  { doc, tags, programs, variants: { how: vforks } },
  (t) => {
    makeFile(t.main);
    const parent = t.main.process('parent');
    const child = parent.process('child', t.how.flags);
    const vfork = child.birth!.start();
    landlock(child, NO_READING);
    cannotRead(child);
    child.exit();
    vfork.await();
    canRead(parent);
  },
);

/** `struct clone_args` (include/uapi/linux/sched.h): flags, pidfd, child_tid, parent_tid, exit_signal and what is for stacks. */
const cloneArgs = (flags: number) => array(u64, [flags, 0, 0, 0, SIGCHLD, 0, 0, 0], 'clone_args');

/** The calls themselves, whose child does nothing but is there. */
const calls: readonly { label: string; make: (actor: Actor) => Step }[] = [
  { label: 'fork', make: (actor) => actor.syscall('fork') },
  { label: 'clone', make: (actor) => actor.syscall('clone', SIGCHLD, 0, 0, 0, 0) },
  { label: 'clone3', make: (actor) => actor.syscall('clone3', cloneArgs(0), 64) },
  {
    label: 'clone3 with CLONE_PARENT',
    make: (actor) => actor.syscall('clone3', array(u64, [CLONE_PARENT, 0, 0, 0, 0, 0, 0, 0]), 64),
  },
];

scenario(
  'the child of {call} is in the domain of who made it',
  {
    doc: `${doc}; kernel/futex/syscalls.c: get_robust_list() (asks as ptrace does)`,
    tags,
    programs,
    scratch: false,
    variants: { call: calls },
  },
  (t) => {
    const answer = t.buffer(16, '', 'robust-list');
    const reach = (from: Actor, to: Value) => from.syscall('get_robust_list', to, answer, t.within(answer, 8));
    const outside = t.main.process('outside');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    const child = t.call.make(sandboxed);
    reach(sandboxed, child).expect(OK);
    reach(sandboxed, outside).expect(since(abi(1), EPERM).otherwise(OK));
    // A child of a nested domain is reached by the outer one and not the other way round.
    const nested = sandboxed.process('nested');
    landlock(nested, NO_READING);
    const grandchild = t.call.make(nested);
    reach(sandboxed, grandchild).expect(OK);
    reach(nested, child).expect(since(abi(1), EPERM).otherwise(OK));
  },
);
