import { constantName, flagNames, SI_QUEUE, SIG_BLOCK } from '../syscalls/constants.ts';
import { pollfd, SIGINFO_SIZE, siginfo, signalSet, timespec } from '../syscalls/structures.ts';
import { type Blob, named, type Value } from '../syscalls/value.ts';
import { SocketActor } from './socket-actor.ts';
import type { Step } from './step.ts';

const signalName = (signal: number) => named(signal, signal === 0 ? '0' : constantName('SIG', signal));
const setOf = (signals: readonly number[]) =>
  named(signalSet(signals), `[${signals.map((s) => constantName('SIG', s)).join(' ')}]`);
/** Bytes of a signal set, as system calls want to be told. */
const SET_SIZE = 8;

/** Helpers of signals, process descriptors and waiting for events. */
export abstract class SignalActor extends SocketActor {
  /** Sends a signal; an actor stands for its process. */
  kill(target: Value, signal: number): Step {
    return this.call('kill', [target, signalName(signal)]);
  }

  tkill(thread: Value, signal: number): Step {
    return this.call('tkill', [thread, signalName(signal)]);
  }

  tgkill(process: Value, thread: Value, signal: number): Step {
    return this.call('tgkill', [process, thread, signalName(signal)]);
  }

  /** `rt_sigqueueinfo`, what sigqueue(3) uses. */
  sigqueue(target: Value, signal: number): Step {
    return this.call('rt_sigqueueinfo', [target, signalName(signal), this.#queued(signal)]);
  }

  /** `rt_tgsigqueueinfo`, what pthread_sigqueue(3) uses. */
  tgsigqueue(process: Value, thread: Value, signal: number): Step {
    return this.call('rt_tgsigqueueinfo', [process, thread, signalName(signal), this.#queued(signal)]);
  }

  #queued(signal: number): Blob {
    const info = siginfo.encode({ signal, code: SI_QUEUE, pid: this.pid });
    return { ...info, bytes: Uint8Array.from({ length: SIGINFO_SIZE }, (_, index) => info.bytes[index] ?? 0) };
  }

  pidfdOpen(target: Value, flags = 0): Step {
    return this.call('pidfd_open', [target, flags], { label: 'pidfd' });
  }

  pidfdGetfd(pidfd: Value, fd: Value): Step {
    return this.call('pidfd_getfd', [pidfd, fd, 0], { label: 'fd' });
  }

  pidfdSendSignal(pidfd: Value, signal: number, flags = 0): Step {
    return this.call('pidfd_send_signal', [pidfd, signalName(signal), null, flags]);
  }

  /** Blocks signals (or, with another `how`, unblocks or sets them) in this thread. */
  sigprocmask(signals: readonly number[], how: number = SIG_BLOCK): Step {
    return this.call('rt_sigprocmask', [named(how, constantName('SIG_', how)), setOf(signals), null, SET_SIZE]);
  }

  /**
   * Waits for one of the signals, which must be blocked; returns its number, or EAGAIN after the time.
   *
   * @param signals to wait for
   * @param milliseconds to wait at most; 0 only looks
   */
  sigtimedwait(signals: readonly number[], milliseconds = 0): Step {
    const into = this.allocate(SIGINFO_SIZE, 'siginfo');
    return this.call('rt_sigtimedwait', [setOf(signals), into, timespec(milliseconds), SET_SIZE], {
      output: into,
      label: 'signal',
    }).deadline(milliseconds + 1000);
  }

  /**
   * Waits for events on one descriptor; returns 1 when there are some, 0 after the time.
   *
   * @param fd the descriptor
   * @param events such as POLLIN
   * @param milliseconds to wait at most
   */
  poll(fd: Value, events: number, milliseconds = 0): Step {
    const words = `[${typeof fd === 'object' && fd !== null && 'label' in fd ? fd.label : 'fd'}: ${flagNames('POLL', events)}]`;
    return this.call('poll', [pollfd.encode({ fd, events }, words), 1, milliseconds], { label: 'ready' }).deadline(
      milliseconds + 1000,
    );
  }
}
