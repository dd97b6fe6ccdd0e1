import type { Data } from '../expect/data.ts';
import type { Conditional, Expectation } from '../expect/expectation.ts';
import type { Outcome } from '../expect/outcome.ts';
import type { PlanRegion, WordSize } from '../plan/plan.ts';
import type { Loaded, Memory, Region, Result } from '../syscalls/value.ts';
import type { StepRecord } from './record.ts';

/** A recorded step. As an argument of a later step it stands for its return value. */
export class Step implements Result {
  readonly kind = 'result';
  readonly id: number;
  label: string;
  /** The buffer that the step fills, for steps that have one (`read`, `recv`, `pipe2` …). */
  readonly output: Memory | undefined;
  readonly #record: StepRecord;
  readonly #awaitAs: (actor: string | undefined) => Step;

  constructor(
    record: StepRecord,
    label: string,
    output: Memory | undefined,
    awaitAs: (actor: string | undefined) => Step,
  ) {
    this.#record = record;
    this.id = record.id;
    this.label = `${label}#${record.id}`;
    this.output = output;
    this.#awaitAs = awaitAs;
  }

  /**
   * Makes the step a check.
   *
   * @param expectation what the kernel must answer: an outcome, or a chain of conditions
   * @param doc where that is promised, when the scenario's `doc` does not say it
   */
  expect(expectation: Expectation, doc?: string): this {
    this.#record.expectation = expectation;
    this.#record.doc = doc ?? this.#record.doc;
    return this;
  }

  /**
   * Expects data in memory after the step: the observed bytes must begin with the expected ones, or be as a template says. Makes the step a check.
   *
   * @param data bytes, text (without a NUL) or a template, possibly different from kernel to kernel
   * @param where a buffer or a place in it; by default the buffer that the step fills
   */
  outputs(data: Conditional<Data>, where?: Memory | Region): this {
    const region = where === undefined ? this.#record.outputs[0] : wholeOf(where);
    if (region === undefined) throw new Error(`${this.#record.words} reports no data: say which buffer`);
    if (where !== undefined) this.reports(where);
    this.#record.expectedData.push({ region, data });
    return this;
  }

  /** Reports a buffer after the step, without expecting anything; shown in the results. */
  reports(where: Memory | Region): this {
    const region = wholeOf(where);
    const same = (other: PlanRegion) => other.buffer === region.buffer && other.offset === region.offset;
    if (!this.#record.outputs.some(same)) this.#record.outputs.push(region);
    return this;
  }

  /** Expects a program's output to contain this text. Makes the step a check. */
  prints(text: Conditional<string>): this {
    this.#record.expectedText = text;
    return this;
  }

  /**
   * What the step must answer in the control arm, where there is no sandbox.
   *
   * @param outcome an outcome, or `same` for whatever the test arm expects
   */
  control(outcome: Outcome | 'same'): this {
    this.#record.control = outcome;
    return this;
  }

  /** Names the return value in the words of later steps: `.as('ruleset')`. */
  as(label: string): this {
    this.label = `${label}#${this.id}`;
    return this;
  }

  /** The step's deadline in milliseconds, instead of 1,000. */
  deadline(milliseconds: number): this {
    this.#record.deadline = milliseconds;
    return this;
  }

  /** Hands the step to its actor without waiting for its end; `await()` it later. What was expected is then expected there. */
  start(): Started {
    this.#record.start = true;
    return new Started(this.#awaitAs);
  }

  /**
   * A number in the buffer that the step fills, as an argument of a later step of the same process.
   *
   * @param offset bytes from the beginning
   * @param size bytes of the number
   */
  loaded(offset: number, size: WordSize): Loaded {
    if (this.output === undefined) throw new Error(`${this.#record.words} fills no buffer`);
    return { kind: 'loaded', memory: this.output, offset, size, words: `${this.label}[${offset / size}]` };
  }
}

/** A step that was begun and not yet waited for. */
export class Started {
  readonly #awaitAs: (actor: string | undefined) => Step;

  constructor(awaitAs: (actor: string | undefined) => Step) {
    this.#awaitAs = awaitAs;
  }

  /**
   * Waits for the step; the returned step has its return value.
   *
   * @param actor in whose name to wait; by default the actor of the step
   */
  await(actor?: { readonly name: string }): Step {
    return this.#awaitAs(actor?.name);
  }
}

function wholeOf(where: Memory | Region): PlanRegion {
  const [memory, offset] = where.kind === 'region' ? [where.memory, where.offset] : [where, 0];
  return { buffer: memory.name, offset, size: memory.size - offset };
}
