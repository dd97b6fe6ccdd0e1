import { OK, type Outcome } from '../expect/outcome.ts';
import type { Operation, PlanRegion, PlanStore, PlanValue } from '../plan/plan.ts';
import type { Memory, Value } from '../syscalls/value.ts';
import { PlanMemory } from './memory.ts';
import type { StepRecord } from './record.ts';
import { Step } from './step.ts';

/** What a helper says about the step that it records. */
export interface StepOptions {
  /** Words, as in a line of strace, without the actor. */
  readonly words: string;
  /** How later steps call the return value. */
  readonly label?: string;
  /** The buffer that the step fills; reported after it. */
  readonly output?: Memory | undefined;
  /** The buffer that an awaited step filled; reported by that step. */
  readonly filled?: Memory | undefined;
  /** What set-up must answer, success by default. */
  readonly setup?: Outcome;
}

/** Turns a value into one of the plan. */
export type Resolve = (value: Value) => PlanValue;

/** Collects the steps of one arm while a scenario's body runs. */
export class Recorder {
  readonly memory = new PlanMemory();
  readonly steps: StepRecord[] = [];
  /** What the steps need of the guest, besides what the scenario says itself. */
  readonly needs = new Set<string>();
  readonly #actors = new Set(['main']);
  #sandbox = false;

  /**
   * Records a step.
   *
   * @param actor who does it
   * @param operation builds the operation; values that it resolves may record steps of their own before this one
   * @param options words, label, output
   */
  add(actor: string, operation: (resolve: Resolve) => Operation, options: StepOptions): Step {
    const stores: PlanStore[] = [];
    const built = operation((value) => this.memory.resolve(value, stores));
    const { output } = options;
    const outputs: PlanRegion[] = output === undefined ? [] : [{ buffer: output.name, offset: 0, size: output.size }];
    const record: StepRecord = {
      id: this.steps.length,
      actor,
      operation: built,
      stores,
      outputs,
      words: options.words,
      setup: options.setup ?? OK,
      sandbox: this.#sandbox,
      start: false,
      deadline: undefined,
      expectation: undefined,
      doc: undefined,
      control: undefined,
      expectedData: [],
      expectedText: undefined,
    };
    this.steps.push(record);
    return new Step(record, options.label ?? 'result', output ?? options.filled, (name) =>
      this.#await(name ?? actor, record, options),
    );
  }

  /** Records what `build` records as steps that build the sandbox. */
  sandbox<T>(build: () => T): T {
    const outer = this.#sandbox;
    this.#sandbox = true;
    try {
      return build();
    } finally {
      this.#sandbox = outer;
    }
  }

  /**
   * Claims the name of a new actor.
   *
   * @throws RangeError when it is not a name, or is taken
   */
  claimActor(name: string): void {
    if (!/^[a-z][a-z0-9_-]{0,31}$/.test(name)) throw new RangeError(`'${name}' cannot be the name of an actor`);
    if (this.#actors.has(name)) throw new RangeError(`there is an actor '${name}' already`);
    this.#actors.add(name);
  }

  #await(actor: string, started: StepRecord, options: StepOptions): Step {
    const words = `await ${started.words}`;
    const step = this.add(actor, () => ({ verb: 'await', step: started.id }), {
      ...options,
      words,
      output: undefined,
      filled: options.output,
    });
    const record = this.steps[step.id]!;
    // What was expected of the step is known when it ends, which is here. Its data is still reported by the step itself: a busy
    // actor can do nothing else, not even copy memory.
    record.expectation = started.expectation;
    record.control = started.control;
    record.doc = started.doc;
    record.expectedData = started.expectedData;
    record.expectedText = started.expectedText;
    started.expectation = undefined;
    started.expectedData = [];
    started.expectedText = undefined;
    return step;
  }
}
