import {
  type Actor,
  AF_UNIX,
  type Condition,
  type Context,
  EACCES,
  ENOENT,
  exits,
  holds,
  OK,
  type Outcome,
  pathAddress,
  SOCK_STREAM,
  type Step,
  since,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';

// Real programs of fixtures/rootfs/session. Each scenario is judged on three observations: how the program exits, the error that it met, in its own words, and what happened outside.

/** What every scenario of this folder needs. */
export const session = 'rootfs:session';

/**
 * Milliseconds for a plan with real programs, and for each of them: a restored guest translates everything anew, which a busy host does many times slower (the same
 * systemd-run took 2.6 s to 28 s). They only matter when something goes wrong.
 */
export const deadline = 120_000;
const patience = 45_000;

/** Variables of the user's programs. */
export const environment = {
  HOME: '/home/user',
  USER: 'user',
  SHELL: '/bin/sh',
  PATH: '/usr/bin:/usr/sbin',
  LC_ALL: 'C.UTF-8',
  TERM: 'screen',
  XDG_RUNTIME_DIR: '/run/user/1000',
} as const;

/** A directory of the user that no sandbox here may write to. */
export const outside = '/home/user';
const escaped = `${outside}/escaped`;

/** Bytes of output that are kept of a program; what it prints beyond that is dropped. */
const OUTPUT_LIMIT = 4096;

const IN_CLOSE_WRITE = 8;

/** A program with its arguments and environment. Without an expectation it must exit with 0. */
export function run(actor: Actor, argv: readonly string[], variables: Readonly<Record<string, string>> = {}): Step {
  return actor.program(argv, OUTPUT_LIMIT, { ...environment, ...variables }).deadline(patience);
}

/** A process of the user, to be sandboxed. */
export function client(t: Context, name = 'client'): Actor {
  const actor = t.main.process(name);
  actor.dropPrivileges();
  actor.chdir(outside);
  return actor;
}

/** A process of root, to be sandboxed. */
export function superuser(t: Context): Actor {
  const actor = t.main.process('superuser');
  actor.chdir(outside);
  return actor;
}

/** A socket that is connected to a server's, as set-up. */
export function connectTo(actor: Actor, path: string): Step {
  const socket = actor.socket(AF_UNIX, SOCK_STREAM);
  actor.connect(socket, pathAddress(path));
  return socket;
}

/**
 * Checks connect(2) itself: for programs that do not tell the errno that they met.
 *
 * @param closed on which kernels the sandbox refuses it; undefined for none
 * @returns the socket
 */
export function expectConnection(actor: Actor, path: string, closed: Condition | undefined): Step {
  const socket = actor.socket(AF_UNIX, SOCK_STREAM);
  actor.connect(socket, pathAddress(path)).expect(closed === undefined ? OK : since(closed, EACCES).otherwise(OK));
  return socket;
}

/** A shell command that leaves a trace outside: one file, written at once. */
export const leaveTrace = `echo escaped > ${escaped}`;

/** Watches a directory for a file that is written, such as the trace that {@link leaveTrace} leaves. Begin before the program runs. */
export function watchForTrace(t: Context, directory = outside): Step {
  const watch = t.main.syscall('inotify_init1', 0).as('watch');
  t.main.syscall('inotify_add_watch', watch, directory, IN_CLOSE_WRITE);
  return watch;
}

/**
 * Checks the effect outside: the trace comes, which is waited for, or is not there.
 *
 * @param watch from {@link watchForTrace}; undefined when the program itself leaves the trace before it ends
 * @param closed on which kernels the sandbox keeps it from coming; undefined for none
 * @param path of the file
 */
export function expectTrace(
  t: Context,
  watch: Step | undefined,
  closed: Condition | undefined,
  path: string = escaped,
): void {
  // A request that was refused has reached nobody, so there is nothing to wait for.
  if (watch !== undefined && !closesHere(t, closed)) t.main.read(watch, 256).deadline(patience);
  const file = t.main.open(path).as('trace');
  if (closed === undefined) file.expect(OK);
  else file.expect(since(closed, ENOENT).otherwise(OK));
  if (!closesHere(t, closed)) t.main.read(file, 64).outputs('escaped\n');
}

/**
 * Makes the step a check of what is done or kept from.
 *
 * @param closed on which kernels the sandbox keeps from it; undefined for none
 * @param kept what the step answers there
 * @param done what it answers elsewhere, and without the sandbox
 */
export function expectEither(step: Step, closed: Condition | undefined, kept: Outcome, done: Outcome): Step {
  return step.expect(closed === undefined ? done : since(closed, kept).otherwise(done)).control(done);
}

/** Whether a control keeps from something in this arm on this kernel. */
export function closesHere(t: Context, closed: Condition | undefined): boolean {
  return t.arm === 'test' && closed !== undefined && holds(closed, t.facts);
}

/** How a program says that a control stopped it. */
export interface Refusal {
  readonly status: number;
  /** A part of what it prints: the errno in its own words. */
  readonly words: string;
}

const IN_DELETE = 0x200;

/** The agent that holds the user's keys. */
export const agentSocket = '/run/user/1000/openssh_agent';

/** Watches for the end of the agent, which removes its socket last. Begin before the program runs. */
export function watchForEndOfAgent(t: Context): Step {
  const watch = t.main.syscall('inotify_init1', 0).as('watch');
  t.main.syscall('inotify_add_watch', watch, '/run/user/1000', IN_DELETE);
  return watch;
}

/** Checks the effect outside: the agent ends, which is waited for, or its socket is still there. */
export function expectEndOfAgent(t: Context, watch: Step, closed: Condition | undefined): void {
  if (!closesHere(t, closed)) t.main.read(watch, 256).deadline(patience);
  expectEither(t.main.syscall('access', agentSocket, 0), closed, OK, ENOENT);
}

/** Checks a program's exit and words: refused where the control is there, otherwise as without a sandbox. */
export function expectRefusal(step: Step, refusal: Refusal, closed: Condition | undefined): void {
  expectEither(step, closed, exits(refusal.status), exits(0));
  if (closed !== undefined) step.prints(since(closed, refusal.words).otherwise(''));
}

/** A door that a server outside holds open, and a program that goes through it. */
export interface Door {
  readonly argv: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Path of the server's socket. */
  readonly socket: string;
  readonly refusal: Refusal;
  /** Who is sandboxed and goes through it; by default the user. */
  readonly who?: (t: Context) => Actor;
}

/** A program in a sandbox has a server outside leave a trace, or is kept from it. */
export function goThrough(
  t: Context,
  door: Door,
  control: { asks(socket: string): SandboxSpec; closed?: Condition | undefined },
): void {
  const watch = watchForTrace(t);
  const actor = (door.who ?? client)(t);
  landlock(actor, control.asks(door.socket));
  expectRefusal(run(actor, door.argv, door.variables), door.refusal, control.closed);
  expectTrace(t, watch, control.closed);
}
