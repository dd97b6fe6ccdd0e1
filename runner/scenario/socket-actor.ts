import type { Address } from '../syscalls/addresses.ts';
import { constantName, flagNames, SOCK_CLOEXEC, SOCK_NONBLOCK } from '../syscalls/constants.ts';
import { CMSG_HEADER, type Message, message, messages, rights, rightsSize } from '../syscalls/messages.ts';
import { type Loaded, named, type Value } from '../syscalls/value.ts';
import { FileActor } from './file-actor.ts';
import type { Step } from './step.ts';
import { valueInWords } from './value-words.ts';

const MODES = SOCK_CLOEXEC | SOCK_NONBLOCK;
const family = (number: number) => named(number, constantName('AF_', number));
const flagsOf = (number: number) => named(number, flagNames('MSG_', number));

function socketType(type: number): Value {
  const modes = type & MODES;
  const name = constantName('SOCK_', type & ~MODES);
  return named(type, modes === 0 ? name : `${name}|${flagNames('SOCK_', modes)}`);
}

const addressOf = ({ blob, length }: Address): [Value, Value] => [blob, length];
const dataOf = (data: string | Uint8Array) => (typeof data === 'string' ? new TextEncoder().encode(data) : data);

/** Descriptors that arrived with a message. */
export interface Received {
  readonly step: Step;
  /** The descriptors, usable by the receiver only. */
  readonly fds: readonly Loaded[];
}

/** Helpers of sockets. Text that is sent has no terminating NUL. */
export abstract class SocketActor extends FileActor {
  socket(domain: number, type: number, protocol = 0): Step {
    return this.call('socket', [family(domain), socketType(type), protocol], { label: 'socket' });
  }

  /** Two descriptors in the buffer that the step fills; {@link pairOf} names them. */
  socketpair(domain: number, type: number, protocol = 0): Step {
    const into = this.allocate(8, 'pair');
    return this.call('socketpair', [family(domain), socketType(type), protocol, into], { output: into, label: 'pair' });
  }

  /**
   * The two descriptors of a `socketpair` or `pipe2` step: the ends are usable by this process and by those that it makes later.
   *
   * @returns for a pipe: the reading and the writing end
   */
  pairOf(step: Step): readonly [Loaded, Loaded] {
    return [step.loaded(0, 4), step.loaded(4, 4)];
  }

  bind(fd: Value, address: Address): Step {
    return this.call('bind', [fd, ...addressOf(address)]);
  }

  listen(fd: Value, backlog = 8): Step {
    return this.call('listen', [fd, backlog]);
  }

  accept(fd: Value, flags = 0): Step {
    return this.call('accept4', [fd, null, null, named(flags, flagNames('SOCK_', flags))], { label: 'connection' });
  }

  connect(fd: Value, address: Address): Step {
    return this.call('connect', [fd, ...addressOf(address)]);
  }

  send(fd: Value, data: string | Uint8Array = 'x', flags = 0): Step {
    const bytes = dataOf(data);
    return this.call('sendto', [fd, bytes, bytes.length, flagsOf(flags), null, 0], { label: 'count' });
  }

  sendto(fd: Value, data: string | Uint8Array, address: Address, flags = 0): Step {
    const bytes = dataOf(data);
    return this.call('sendto', [fd, bytes, bytes.length, flagsOf(flags), ...addressOf(address)], { label: 'count' });
  }

  sendmsg(fd: Value, content: Message, flags = 0): Step {
    const to = content.to === undefined ? '' : ` to ${content.to.words}`;
    const with_ =
      content.control === undefined ? '' : ` with ${'words' in content.control ? content.control.words : 'control'}`;
    return this.call('sendmsg', [fd, message(content, `{message${to}${with_}}`), flagsOf(flags)], { label: 'count' });
  }

  /** Sends several messages at once; the value is how many went out. */
  sendmmsg(fd: Value, contents: readonly Message[], flags = 0): Step {
    const words = `{${contents.map(({ to }) => (to === undefined ? 'message' : `message to ${to.words}`)).join(', ')}}`;
    const list = messages(contents, words);
    return this.call('sendmmsg', [fd, list, contents.length, flagsOf(flags)], { label: 'count' });
  }

  /** Receives up to `size` bytes; `.outputs(…)` compares them. */
  recv(fd: Value, size = 64, flags = 0): Step {
    const into = this.allocate(size, 'data');
    return this.call('recvfrom', [fd, into, size, flagsOf(flags), null, null], { output: into, label: 'count' });
  }

  /** Passes descriptors over a connected UNIX socket (SCM_RIGHTS), with one byte of data. */
  sendFds(fd: Value, descriptors: readonly Value[], to?: Address): Step {
    const words = `SCM_RIGHTS ${descriptors.map(valueInWords).join(' ')}`;
    return this.sendmsg(fd, { data: 'x', control: { ...rights(descriptors), words }, to });
  }

  /**
   * Receives descriptors that another actor passed.
   *
   * @param count how many are expected; those that did not arrive are -1
   */
  receiveFds(fd: Value, count = 1): Received {
    const initial = new Uint8Array(rightsSize(count)).fill(0xff, CMSG_HEADER);
    const control = this.recorder.memory.allocate(rightsSize(count), initial, 'rights');
    const into = this.allocate(16, 'data');
    const words = `{${count} descriptor${count === 1 ? '' : 's'}}`;
    const step = this.call('recvmsg', [fd, message({ data: into, control }, words), 0], {
      output: into,
      label: 'count',
    });
    const fds = Array.from({ length: count }, (_, index): Loaded => {
      return {
        kind: 'loaded',
        memory: control,
        offset: CMSG_HEADER + 4 * index,
        size: 4,
        words: `received#${step.id}[${index}]`,
      };
    });
    step.reports(control);
    return { step, fds };
  }

  /** The socket's own address, in the buffer that the step fills; 28 bytes hold one of IPv4 or IPv6. */
  getsockname(fd: Value, size = 28): Step {
    const into = this.allocate(size, 'name');
    const length = this.recorder.memory.allocate(4, new Uint8Array(Int32Array.of(size).buffer), 'length');
    return this.call('getsockname', [fd, into, length], { output: into });
  }

  shutdown(fd: Value, how: number): Step {
    return this.call('shutdown', [fd, named(how, constantName('SHUT_', how))]);
  }

  /** Sets an option: an integer of 4 bytes, or bytes. */
  setsockopt(fd: Value, level: number, option: number, value: number | Uint8Array): Step {
    const bytes = typeof value === 'number' ? new Uint8Array(Int32Array.of(value).buffer) : value;
    return this.call('setsockopt', [fd, level, option, bytes, bytes.length]);
  }

  /** Reads an option of `size` bytes into the buffer that the step fills. */
  getsockopt(fd: Value, level: number, option: number, size = 4): Step {
    const into = this.allocate(size, 'option');
    const length = this.recorder.memory.allocate(4, new Uint8Array(Int32Array.of(size).buffer), 'length');
    return this.call('getsockopt', [fd, level, option, into, length], { output: into });
  }
}
