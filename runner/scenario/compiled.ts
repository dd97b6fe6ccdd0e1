import type { Data } from '../expect/data.ts';
import type { Known } from '../expect/known.ts';
import type { Outcome } from '../expect/outcome.ts';
import type { PlanRegion } from '../plan/plan.ts';
import type { ArmName } from './context.ts';
import type { Scenario } from './scenario.ts';

/** One step with what this kernel must answer. */
export interface CompiledStep {
  readonly id: number;
  readonly actor: string;
  /** Like a line of strace: `connect(socket#4, "@kconform", 11)`. */
  readonly words: string;
  readonly role: 'setup' | 'check';
  /** Undefined for a step that is begun here and awaited elsewhere. */
  readonly expected: Outcome | undefined;
  /** Why this outcome on this kernel: `since ABI 6`; empty when every kernel must answer so. */
  readonly because: string;
  readonly doc: string;
  readonly started: boolean;
  /** How the return value is to be read: a wait status for programs. */
  readonly answer: 'value' | 'status';
  readonly data: readonly ExpectedBytes[];
  /** Text that a program's output must contain. */
  readonly text: string | undefined;
  /** True for a program that ends in another way without the sandbox: a refusal, as an errno is one. */
  readonly refused: boolean;
  /** True for a step that builds the sandbox. */
  readonly sandbox: boolean;
  /** What a kernel is known for that answers as expected. Empty in the control arm. */
  readonly known: readonly Known[];
}

/** Bytes that the observation must report. */
export interface ExpectedBytes {
  /** The step that reports them: the step itself, or the one that it awaits. */
  readonly step: number;
  readonly region: PlanRegion;
  readonly data: Data;
}

/** One run of a scenario on one kernel. */
export interface CompiledArm {
  readonly name: ArmName;
  /** Text for the probe. */
  readonly plan: string;
  readonly steps: readonly CompiledStep[];
  /** Why the body ended early: a strict program that this kernel refuses. */
  readonly stopped: string | undefined;
}

/** A scenario compiled for one kernel. */
export interface CompiledScenario {
  readonly id: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly doc: string;
  /** Needs that only the runner can check, such as `module:overlay`. */
  readonly needs: readonly string[];
  /** Why this kernel cannot run it; the arms are then not to be run. */
  readonly unsupported: string | undefined;
  readonly arms: { readonly test: CompiledArm; readonly control?: CompiledArm };
}
