import {
  type Actor,
  abi,
  EAGAIN,
  EPERM,
  type Expectation,
  OK,
  SIGUSR1,
  type Step,
  since,
  type Value,
} from '../../../runner/index.ts';
import { denialAs } from '../answers.ts';
import type { SandboxSpec } from '../sandbox.ts';

// What the specs of signals share. The signal is blocked in the receiver, so that it stays to be fetched and kills nobody: block it
// in `t.main` before any process is made, children inherit that.

/** A sandbox that keeps signals inside. */
export const signalScope: SandboxSpec = { scoped: ['SIGNAL'] };

/** What signalling a process outside answers; where the kernel lacks the scope, best-effort programs get through. */
export const refused: Expectation = since(abi(6), EPERM).otherwise(OK);

/** Who is signalled: an actor, or numbers. */
export interface Target {
  readonly pid: Value;
  readonly tid: Value;
}

/** A system call that sends a signal to one process or thread. */
export interface SignalCall {
  readonly label: string;
  readonly send: (client: Actor, target: Target, signal: number) => Step;
}

export const kill: SignalCall = { label: 'kill', send: (client, target, signal) => client.kill(target.pid, signal) };
export const tgkill: SignalCall = {
  label: 'tgkill',
  send: (client, target, signal) => client.tgkill(target.pid, target.tid, signal),
};
export const pidfdSendSignal: SignalCall = {
  label: 'pidfd_send_signal',
  send: (client, target, signal) => client.pidfdSendSignal(client.pidfdOpen(target.pid), signal),
};

/** Every call that names one process or thread. */
export const signalCalls: readonly SignalCall[] = [
  kill,
  { label: 'tkill', send: (client, target, signal) => client.tkill(target.tid, signal) },
  tgkill,
  { label: 'rt_sigqueueinfo', send: (client, target, signal) => client.sigqueue(target.pid, signal) },
  {
    label: 'rt_tgsigqueueinfo',
    send: (client, target, signal) => client.tgsigqueue(target.pid, target.tid, signal),
  },
  pidfdSendSignal,
];

/**
 * Looks whether a signal has come, which it must have exactly if its sender succeeded.
 *
 * @param answer what the sender was answered
 * @param signal blocked in the receiver
 */
export function receives(receiver: Actor, answer: Expectation, signal: number = SIGUSR1): Step {
  return receiver.sigtimedwait([signal]).expect(denialAs(answer, EAGAIN));
}
