import type { Data } from '../expect/data.ts';
import type { Conditional, Expectation } from '../expect/expectation.ts';
import type { Outcome } from '../expect/outcome.ts';
import type { Operation, PlanRegion, PlanStore } from '../plan/plan.ts';

/** Data that a step must report, on every kernel. */
export interface ExpectedData {
  readonly region: PlanRegion;
  readonly data: Conditional<Data>;
}

/** One recorded step; its methods in step.ts change it until the body ends. */
export interface StepRecord {
  readonly id: number;
  readonly actor: string;
  readonly operation: Operation;
  readonly stores: readonly PlanStore[];
  readonly outputs: PlanRegion[];
  /** Like a line of strace, without the actor. */
  readonly words: string;
  /** What set-up must answer: success, or the exit of an actor that is told to exit. */
  readonly setup: Outcome;
  /** True for a step that builds the sandbox: its refusal calls for no control arm. */
  readonly sandbox: boolean;
  start: boolean;
  deadline: number | undefined;
  expectation: Expectation | undefined;
  /** Why the expectation holds, when the scenario's `doc` does not say it. */
  doc: string | undefined;
  /** What the control arm must answer, when it is not success. */
  control: Outcome | 'same' | undefined;
  expectedData: ExpectedData[];
  /** Text that a program must print somewhere in its output. */
  expectedText: Conditional<string> | undefined;
}
