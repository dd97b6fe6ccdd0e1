import { syscallNumber } from '../syscalls/numbers.ts';
import type { Memory, ProcessLike, Value } from '../syscalls/value.ts';
import type { Context } from './context.ts';
import type { Recorder, StepOptions } from './recorder.ts';
import type { Step } from './step.ts';
import { valueInWords } from './value-words.ts';

/** What a helper adds to a system call. */
export interface CallOptions extends Partial<StepOptions> {}

/** A process or thread that performs steps: the generic part. The helpers of files, sockets and processes are in the subclasses. */
export abstract class CoreActor implements ProcessLike {
  readonly kind = 'actor';
  readonly name: string;
  /** The scenario that the actor acts in. */
  readonly context: Context;
  protected readonly recorder: Recorder;

  constructor(name: string, context: Context, recorder: Recorder) {
    this.name = name;
    this.context = context;
    this.recorder = recorder;
  }

  /** The actor's process ID, as the plan's pid namespace knows it. */
  abstract get pid(): Value;

  /**
   * Any system call.
   *
   * @param name as in the kernel's table of the guest's architecture
   * @param values up to six arguments; strings, bytes and structures are passed by address
   * @throws RangeError for an unknown name
   */
  syscall(name: string, ...values: Value[]): Step {
    return this.call(name, values);
  }

  /** A buffer for results; {@link Context.buffer}. */
  protected allocate(size: number, label: string): Memory {
    return this.recorder.memory.allocate(size, new Uint8Array(), label);
  }

  protected call(name: string, values: readonly Value[], options: CallOptions = {}): Step {
    const number = syscallNumber(this.context.facts.arch, name);
    const words = options.words ?? `${name}(${values.map(valueInWords).join(', ')})`;
    return this.recorder.add(this.name, (resolve) => ({ verb: 'call', number, values: values.map(resolve) }), {
      ...options,
      words,
    });
  }
}
