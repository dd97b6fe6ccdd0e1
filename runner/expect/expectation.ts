import type { Facts } from '../facts/facts.ts';
import { type Condition, holds } from './condition.ts';
import type { Known } from './known.ts';
import type { Outcome } from './outcome.ts';

/** A chain of conditions, the first that holds decides. Build it with {@link since} or {@link when}. */
export interface Choice<T> {
  readonly kind: 'choice';
  readonly branches: readonly { readonly condition: Condition; readonly then: Conditional<T> }[];
  readonly otherwise: Conditional<T>;
  /** Something that is known of the kernels that come to this chain; see {@link vulnerable}. */
  readonly known?: Known;
}

/** Something that may differ from kernel to kernel. */
export type Conditional<T> = T | Choice<T>;

/** What a step is expected to answer, on every kernel. */
export type Expectation = Conditional<Outcome>;

/** A chain that has no `otherwise` yet, so is not an expectation yet: every kernel must get an answer. */
export interface OpenChoice<T> {
  /** Adds a condition that is asked when the ones before it do not hold. */
  when(condition: Condition, then: Conditional<T>): OpenChoice<T>;
  /** The same as `when`, reads better with `abi(n)`. */
  since(condition: Condition, then: Conditional<T>): OpenChoice<T>;
  /** What holds on all other kernels. Ends the chain. */
  otherwise(rest: Conditional<T>): Choice<T>;
}

function open<T>(branches: Choice<T>['branches']): OpenChoice<T> {
  const add = (condition: Condition, then: Conditional<T>) => open<T>([...branches, { condition, then }]);
  return { when: add, since: add, otherwise: (rest) => ({ kind: 'choice', branches, otherwise: rest }) };
}

/**
 * Begins a chain: `when(erratum(3), OK).otherwise(EACCES)`.
 *
 * @param condition asked first
 * @param then what holds when it is true; may be a chain itself
 */
export function when<T = Outcome>(condition: Condition, then: Conditional<T>): OpenChoice<T> {
  return open<T>([{ condition, then }]);
}

/** The same as {@link when}, reads better with an ABI: `since(abi(6), EPERM).otherwise(OK)`. */
export const since = when;

/** Whether a conditional thing is a chain. */
export function isChoice<T>(conditional: Conditional<T>): conditional is Choice<T> {
  return (
    typeof conditional === 'object' && conditional !== null && (conditional as { kind?: unknown }).kind === 'choice'
  );
}

/** One condition that was asked on the way to a decision, and its answer. */
export interface Reason {
  readonly condition: Condition;
  readonly held: boolean;
}

/** What holds on one kernel, and why. */
export interface Decision<T> {
  readonly result: T;
  /** What is known of a kernel that answers so. */
  readonly known: readonly Known[];
  /** The conditions asked, in order; empty when the result does not depend on the kernel. */
  readonly reasons: readonly Reason[];
}

/**
 * Decides a conditional thing for one kernel and keeps the reasons.
 *
 * @param conditional an outcome, bytes, or a chain of them
 * @param facts the kernel's facts, measured or hypothetical
 */
export function decide<T>(conditional: Conditional<T>, facts: Facts): Decision<T> {
  const reasons: Reason[] = [];
  const known: Known[] = [];
  let current = conditional;
  while (isChoice(current)) {
    if (current.known !== undefined) known.push(current.known);
    let next = current.otherwise;
    for (const { condition, then } of current.branches) {
      const held = holds(condition, facts);
      reasons.push({ condition, held });
      if (held) {
        next = then;
        break;
      }
    }
    current = next;
  }
  return { result: current, known, reasons };
}

/** What holds on one kernel: {@link decide} without the reasons. */
export function evaluate<T = Outcome>(conditional: Conditional<T>, facts: Facts): T {
  return decide(conditional, facts).result;
}

/** Every condition in a conditional thing, including the nested ones. */
export function conditionsOf<T>(conditional: Conditional<T>): Condition[] {
  if (!isChoice(conditional)) return [];
  const branches = conditional.branches.flatMap(({ condition, then }) => [condition, ...conditionsOf(then)]);
  return [...branches, ...conditionsOf(conditional.otherwise)];
}
