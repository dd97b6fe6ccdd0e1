import type { Facts } from '../facts/facts.ts';
import type { Memory, Region } from '../syscalls/value.ts';
import { Actor } from './actor.ts';
import type { Recorder } from './recorder.ts';

/** `test`: with the sandbox. `control`: the same steps without it. */
export type ArmName = 'test' | 'control';

/** `strict`: uses a feature whatever the kernel. `best-effort`: leaves out what the kernel lacks. */
export type Program = 'strict' | 'best-effort';

/** What a scenario's body gets, besides its variants. */
export class Context {
  /** The first actor. */
  readonly main: Actor;
  /** The kernel that the body is compiled for. */
  readonly facts: Facts;
  readonly arm: ArmName;
  readonly program: Program;
  readonly recorder: Recorder;

  constructor(facts: Facts, arm: ArmName, program: Program, recorder: Recorder) {
    this.facts = facts;
    this.arm = arm;
    this.program = program;
    this.recorder = recorder;
    this.main = new Actor('main', this, recorder);
  }

  /**
   * A buffer in the memory of every process.
   *
   * @param size bytes
   * @param initial first bytes, or text without a NUL; the rest is zero
   * @param label beginning of its name in the plan
   */
  buffer(size: number, initial: Uint8Array | string = new Uint8Array(), label = 'buffer'): Memory {
    const bytes = typeof initial === 'string' ? new TextEncoder().encode(initial) : initial;
    return this.recorder.memory.allocate(size, bytes, label);
  }

  /** An address inside a buffer, `offset` bytes from its beginning. */
  within(memory: Memory, offset: number): Region {
    return { kind: 'region', memory, offset };
  }
}
