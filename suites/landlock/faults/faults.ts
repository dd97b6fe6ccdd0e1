import {
  type Actor,
  anyOf,
  anything,
  config,
  type Data,
  ENOMEM,
  feature,
  type Memory,
  matching,
  O_RDWR,
  OK,
  type Outcome,
  or,
  type Step,
  some,
} from '../../../runner/index.ts';

/** Where it is said how an allocation is made to fail. */
export const FAULTS = 'Documentation/fault-injection/fault-injection.rst: "N-th call in the task"';

/** Options of all scenarios whose allocations fail. Kernels for production have no fault injection; the condition names the option that one may build with. */
export const faulty = {
  tags: ['faults'],
  needs: [or(config('FAILSLAB'), feature('fail-nth')), feature('fail-nth'), 'root'],
  proc: true,
} as const;

/**
 * Lets allocations that may sleep fail as well (mm/failslab.c: ignore-gfp-wait), in the whole guest, without a message and a backtrace for each. Nothing fails but
 * for a task that asks for it ({@link FailingTask}).
 *
 * @param main is at an empty place to mount debugfs at
 * @returns sets it back: call it before the scenario ends, the next one runs in the same guest
 */
export function allowFaults(main: Actor): () => void {
  main.mkdir('debug');
  main.mount('debugfs', 'debug', 'debugfs');
  const changes = [setKnob(main, 'ignore-gfp-wait', 'N'), setKnob(main, 'verbose', '0')];
  return () => {
    for (const restore of changes) restore();
  };
}

/** Sets a file of failslab; the function that comes back sets it back. They take no position, or do not look at it. */
function setKnob(main: Actor, name: string, value: string): () => void {
  const file = main.open(`debug/failslab/${name}`, O_RDWR).as(name);
  const before = main.read(file, 16);
  main.write(file, value);
  return () => {
    main.syscall('write', file, before.output!, before);
    main.close(file);
  };
}

/** What a call answers. */
export interface Answers {
  /** When an allocation failed. */
  readonly failed?: Outcome;
  /** When none failed, or one that it can do without. */
  readonly done?: Outcome;
  /** When its first allocation failed; {@link failed} where nothing is said. */
  readonly first?: Outcome;
}

/** A task whose N-th allocation fails, N being written to its `/proc/P/fail-nth`. */
export class FailingTask {
  readonly #caller: Actor;
  readonly #file: Step;
  readonly #text: Memory;

  /**
   * @param actor whose allocations fail; it opens the file now
   * @param caller who says so and makes the calls, another thread of the same process; by default the actor itself
   */
  constructor(actor: Actor, caller = actor) {
    this.#caller = caller;
    this.#file = actor.open('/proc/thread-self/fail-nth', O_RDWR).as('fail-nth');
    this.#text = actor.context.buffer(16, undefined, 'left');
  }

  /**
   * Lets the first allocation of a call fail, then the second, and so on, until after the last: when nothing failed, the file still says how many it would have
   * taken. The allocator allocates for itself now and then (mm/slub.c: __alloc_empty_sheaf()), does without when that fails, and counts all the same: so how
   * many allocations a call makes is no promise, and between the first and the last a call may succeed although something failed.
   *
   * @param last more than the call ever makes
   * @param call is recorded `last` times; gets the number of the allocation that fails, from 1
   * @param answers of the call
   * @returns the calls
   */
  eachAllocation(last: number, call: (nth: number) => Step, answers: Answers = {}): Step[] {
    return Array.from({ length: last }, (_, index) => this.attempt(index + 1, last, call, answers));
  }

  /** One call of {@link eachAllocation}: its `nth` allocation fails. */
  attempt(nth: number, last: number, call: (nth: number) => Step, answers: Answers = {}): Step {
    const { failed = ENOMEM, done = OK, first = failed } = answers;
    this.#write(nth);
    const step = call(nth).expect(nth === 1 ? first : nth === last || failed === done ? done : anyOf(failed, done));
    if (nth === last) this.#left(matching`${some(/[1-9]\d*/)}\n${anything}`);
    this.#write(0);
    return step;
  }

  /**
   * Lets the first allocation of a call fail.
   *
   * @param call what is to be called; what it answers is up to the caller
   * @param consumed whether it allocates
   */
  first(call: () => Step, consumed = true): Step {
    this.#write(1);
    const step = call();
    this.#left(consumed ? '0\n' : '1\n');
    this.#write(0);
    return step;
  }

  #write(count: number): void {
    const text = new TextEncoder().encode(`${count}`);
    this.#caller.syscall('pwrite64', this.#file, text, text.length, 0);
  }

  /** Compares what is left of the count. */
  #left(text: Data): void {
    const { size } = this.#text;
    this.#caller.syscall('pread64', this.#file, this.#text, size, 0).outputs(text, this.#text);
  }
}

/** The numbers from 1 to `last`. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
