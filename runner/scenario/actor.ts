import { exits } from '../expect/outcome.ts';
import type { Operation } from '../plan/plan.ts';
import { flagNames } from '../syscalls/constants.ts';
import type { Value } from '../syscalls/value.ts';
import type { Context } from './context.ts';
import { ProcessActor } from './process-actor.ts';
import type { Recorder } from './recorder.ts';
import type { Step } from './step.ts';

/** A process or thread that performs steps, one at a time. */
export class Actor extends ProcessActor {
  /** The step that made the actor (its return value is the process or thread ID); undefined for `main`. */
  readonly birth: Step | undefined;
  readonly #process: Actor | undefined;
  #pid: Value | undefined;

  constructor(name: string, context: Context, recorder: Recorder, birth?: Step, process?: Actor) {
    super(name, context, recorder);
    this.birth = birth;
    this.#process = process;
  }

  /** Process ID; for `main` a `getpid` step is recorded at first use. */
  override get pid(): Value {
    if (this.#process !== undefined) return this.#process.pid;
    this.#pid ??= this.birth ?? this.getpid();
    return this.#pid;
  }

  /** Thread ID: of the thread, or of a process's first thread. */
  get tid(): Value {
    return this.birth ?? this.pid;
  }

  /**
   * Makes a child process.
   *
   * @param name of the new actor: `[a-z][a-z0-9_-]{0,31}`
   * @param flags clone flags such as CLONE_NEWUSER; a sum with the highest bit (CLONE_IO) may be negative
   */
  process(name: string, flags = 0): Actor {
    this.recorder.claimActor(name);
    const words = `process ${name}${flags === 0 ? '' : ` (${flagNames('CLONE_', flags)})`}`;
    const birth = this.recorder.add(this.name, () => ({ verb: 'process', actor: name, flags: flags >>> 0 }), {
      words,
      label: name,
    });
    return new Actor(name, this.context, this.recorder, birth);
  }

  /** Makes a thread of this process. */
  thread(name: string): Actor {
    this.recorder.claimActor(name);
    const words = `thread ${name}`;
    const birth = this.recorder.add(this.name, () => ({ verb: 'thread', actor: name }), { words, label: name });
    return new Actor(name, this.context, this.recorder, birth, this.#process ?? this);
  }

  /**
   * Executes the probe again, as the same actor: what survives execve survives, buffers have their initial contents.
   *
   * @param through a program that executes the command after its own arguments, such as `setpriv` or a sandboxer: the actor goes on in what it made. Where it ends instead, so does the step
   * at its deadline
   * @param environment the program's variables; none by default
   * @throws RangeError for an empty argument
   */
  reexec(through: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Step {
    if (through.length === 0) return this.recorder.add(this.name, () => ({ verb: 'reexec' }), { words: 'reexec' });
    const operation: Operation = { verb: 'reexec', ...this.#program(through, environment) };
    return this.recorder.add(this.name, () => operation, { words: `reexec through ${inWords(through)}` });
  }

  /**
   * Runs a program to its end and captures its output. Without an expectation it must exit with 0.
   *
   * @param argv the program's path and its arguments
   * @param limit bytes of output that are kept, at most 262,144; the rest is dropped and never blocks the program
   * @param environment its variables; by default PATH, HOME=/ and LC_ALL=C
   * @throws RangeError for an empty argument, which would end the list in the plan
   */
  program(argv: readonly string[], limit = 4096, environment?: Readonly<Record<string, string>>): Step {
    const operation: Operation = { verb: 'program', limit, ...this.#program(argv, environment) };
    return this.recorder.add(this.name, () => operation, {
      words: `run ${inWords(argv)}`,
      label: 'status',
      setup: exits(0),
    });
  }

  /** The buffers of a program. */
  #program(
    argv: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): { buffer: string; environment?: string } {
    const strings = (list: readonly string[], label: string) =>
      this.recorder.memory.constant(new TextEncoder().encode(`${list.map((text) => `${text}\0`).join('')}\0`), label)
        .name;
    if (argv.includes('')) throw new RangeError(`'${argv[0]}' cannot be given an empty argument: let a shell do it`);
    const buffer = strings(argv, 'argv');
    if (environment === undefined) return { buffer };
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    return { buffer, environment: strings(variables, 'environment') };
  }
}

const inWords = (argv: readonly string[]): string =>
  argv.map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(' ');
