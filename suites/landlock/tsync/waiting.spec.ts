import {
  type Actor,
  blocks,
  CLONE_VFORK,
  CLONE_VM,
  EACCES,
  EINVAL,
  ends,
  OK,
  PR_GET_NO_NEW_PRIVS,
  PTRACE_DETACH,
  PTRACE_INTERRUPT,
  PTRACE_SEIZE,
  SIGKILL,
  type Started,
  scenario,
  stopScenario,
  value,
  WALL,
} from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { canRead, makeFile } from '../domains/reading.ts';
import { noReadingRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { threadsOf } from './tsync.ts';

const doc =
  'security/landlock/tsync.c: landlock_restrict_sibling_threads(), wait_for_completion_interruptible(); include/linux/sched/signal.h: set_notify_signal() (wakes what sleeps interruptibly)';
const control = 'none: about the system call itself';
const tags = ['domain', 'threads', 'tsync'];

/** Milliseconds after which a call counts as blocked; a scenario here waits twice at most. */
const PATIENCE = 50;

const isDenied = (actor: Actor) => actor.open('file').expect(EACCES);

/** Begins TSYNC; before ABI 8 checks that there is none and ends the scenario. */
function begin(caller: Actor): Started {
  const ruleset = noReadingRuleset(caller);
  const call = restrictSelf(caller, ruleset, RESTRICT_SELF_TSYNC);
  if (caller.context.facts.abi >= 8) return call.start();
  call.expect(byAbi(() => EINVAL));
  return stopScenario('there is no TSYNC');
}

/** Stops a thread as a debugger does. */
function stop(tracer: Actor, thread: Actor): void {
  tracer.ptrace(PTRACE_SEIZE, thread.tid);
  tracer.ptrace(PTRACE_INTERRUPT, thread.tid);
  tracer.wait4(thread.tid, WALL);
}

scenario(
  'TSYNC waits for a thread that a debugger has stopped, and restricts nobody before it is let go',
  { doc, tags, control },
  ({ main }) => {
    makeFile(main);
    const { first, workers } = threadsOf(main, 2);
    const [stopped, idle] = workers as [Actor, Actor];
    const earlier = idle.process('earlier');
    stop(main, stopped);
    const call = begin(first);
    call.await().expect(blocks).deadline(PATIENCE);
    canRead(earlier);
    main.ptrace(PTRACE_DETACH, stopped.tid);
    call.await().expect(OK);
    for (const thread of [first, stopped, idle]) isDenied(thread);
    canRead(earlier);
  },
);

scenario(
  'TSYNC that waits for a thread does not keep the process from being killed',
  { doc, tags, control },
  ({ main }) => {
    makeFile(main);
    const { first, workers } = threadsOf(main, 1);
    const [stopped] = workers as [Actor];
    stop(main, stopped);
    const call = begin(first);
    main.kill(first, SIGKILL);
    call.await(main).expect(ends);
    main.wait4(stopped.tid, WALL);
    main
      .wait4(first)
      .expect(OK)
      .outputs(Uint8Array.of(SIGKILL, 0, 0, 0));
  },
);

scenario(
  'who takes a descriptor of a process waits as long as its TSYNC does',
  { doc: `${doc}, exec_update_lock; kernel/pid.c: __pidfd_fget()`, tags, control },
  ({ main }) => {
    const { first, workers } = threadsOf(main, 1);
    const [stopped] = workers as [Actor];
    const onlooker = main.process('onlooker');
    const pidfd = onlooker.pidfdOpen(first);
    onlooker.pidfdGetfd(pidfd, 0).expect(OK);
    stop(main, stopped);
    const call = begin(first);
    // Begun is not yet waiting: only a call that blocks holds the lock for certain.
    call.await().expect(blocks).deadline(PATIENCE);
    const look = onlooker.pidfdGetfd(pidfd, 0).start();
    look.await().expect(blocks).deadline(PATIENCE);
    main.ptrace(PTRACE_DETACH, stopped.tid);
    call.await().expect(OK);
    look.await().expect(OK);
  },
);

const vforks: readonly { label: string; flags: number; end: (child: Actor) => void }[] = [
  { label: 'executes a program', flags: CLONE_VFORK, end: (child) => void child.reexec() },
  { label: 'exits', flags: CLONE_VFORK, end: (child) => void child.exit() },
  { label: 'exits and shared its memory', flags: CLONE_VFORK | CLONE_VM, end: (child) => void child.exit() },
];

scenario(
  'TSYNC ends when the child ends that another thread waits for in vfork, which {end}',
  { doc: `${doc}; kernel/fork.c: wait_for_vfork_done()`, tags, control, variants: { end: vforks } },
  ({ main, end }) => {
    makeFile(main);
    const { first, workers } = threadsOf(main, 1);
    const [worker] = workers as [Actor];
    const child = worker.process('child', end.flags);
    const vfork = child.birth!.start();
    const call = begin(first);
    canRead(child);
    end.end(child);
    vfork.await();
    call.await().expect(OK);
    isDenied(first);
    isDenied(worker);
    worker.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
  },
);

scenario(
  'TSYNC that a stop of its caller interrupts restricts nobody, and begins again when the caller goes on',
  {
    doc: `${doc}; security/landlock/tsync.c: cancel_tsync_works(), restrict_one_thread(), ERESTARTNOINTR`,
    tags,
    control,
  },
  ({ main }) => {
    makeFile(main);
    const { first, workers } = threadsOf(main, 2);
    const [stopped, idle] = workers as [Actor, Actor];
    stop(main, stopped);
    const call = begin(first);
    // Only a call that blocks waits for certain, and only what waits is interrupted.
    call.await().expect(blocks).deadline(PATIENCE);
    stop(main, first);
    // What the stopped thread was to do is cancelled, and what the idle one had begun is undone.
    main.ptrace(PTRACE_DETACH, stopped.tid);
    for (const thread of [stopped, idle]) canRead(thread);
    main.ptrace(PTRACE_DETACH, first.tid);
    call.await().expect(OK);
    for (const thread of [first, stopped, idle]) isDenied(thread);
  },
);
