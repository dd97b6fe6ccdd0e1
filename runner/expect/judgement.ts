import type { ArmName } from '../scenario/context.ts';
import type { Known } from './known.ts';

/** What one kernel's answer to one scenario is worth. `crash` and `unsupported` are decided outside: they need more than observations. */
export type JudgedVerdict = 'pass' | 'mismatch' | 'hang' | 'broken';

/** One step's expectation and observation, in words. */
export interface StepJudgement {
  readonly arm: ArmName;
  readonly id: number;
  readonly actor: string;
  readonly words: string;
  readonly role: 'setup' | 'check';
  readonly expected: string;
  readonly observed: string;
  readonly ok: boolean;
}

/** The verdict of one run of a scenario's arms. */
export interface Judgement {
  readonly verdict: JudgedVerdict;
  /** One line; empty for `pass`. */
  readonly reason: string;
  readonly steps: readonly StepJudgement[];
  /** What the kernel showed to be known for; only when it passed. */
  readonly known: readonly Known[];
  /** True when the kernel's taint flags changed during an arm: a splat, to be judged outside. */
  readonly tainted: boolean;
  /** Microseconds on the guest's clock, all arms together. */
  readonly microseconds: number | undefined;
}

/** The probe itself failed: no verdict about the kernel. */
export class ProbeFaultError extends Error {
  override readonly name = 'ProbeFaultError';
  /** Number of the fault; below 100 the plan did not parse, which is a fault of the runner. */
  readonly number: number;

  constructor(scenario: string, arm: ArmName, number: number, text: string) {
    super(`${scenario} (${arm} arm): the probe failed with fault ${number}: ${text}`);
    this.number = number;
  }
}
