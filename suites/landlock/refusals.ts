import { masksOfAbi, NEWEST_ABI } from '../../runner/facts/hypothetical.ts';
import {
  abi,
  and,
  type Choice,
  E2BIG,
  EINVAL,
  ENOMSG,
  ENOSYS,
  EOPNOTSUPP,
  type Expectation,
  landlockIs,
  mask,
  OK,
  type Outcome,
  when,
} from '../../runner/index.ts';
import { knownAttrSize } from './uapi.ts';

/** The values of a `struct landlock_ruleset_attr`. */
export interface RulesetValues {
  readonly handledFs: bigint;
  readonly handledNet: bigint;
  readonly scoped: bigint;
  readonly quietFs: bigint;
  readonly quietNet: bigint;
  readonly quietScoped: bigint;
}

/**
 * An expectation from what each ABI answers: ENOSYS without Landlock, EOPNOTSUPP when it is disabled at boot (security/landlock/
 * syscalls.c, is_initialized()), otherwise the answer of the kernel's ABI. ABIs in a row that answer alike are one branch.
 *
 * @param answer of a kernel of this ABI, 1 to the newest known
 */
export function byAbi(answer: (abi: number) => Outcome): Choice<Outcome> {
  let chain = when<Outcome>(landlockIs('absent'), ENOSYS).when(landlockIs('disabled'), EOPNOTSUPP);
  for (let level = NEWEST_ABI; level > 1; level -= 1) {
    if (!sameExpectation(answer(level), answer(level - 1))) {
      chain = chain.since(abi(level), answer(level));
    }
  }
  return chain.otherwise(answer(1));
}

/** Whether two expectations say the same in the same words. */
export function sameExpectation(one: Expectation, other: Expectation): boolean {
  return JSON.stringify(one, printable) === JSON.stringify(other, printable);
}

const printable = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/**
 * The checks of landlock_create_ruleset on a readable attr, in the kernel's order (copy_min_struct_from_user() comes first).
 *
 * @param proposals whether bits that no released kernel has are accepted
 */
function createRulesetOf(values: RulesetValues, size: number, level: number, proposals: boolean): Outcome {
  const known = knownAttrSize(level);
  // What is not passed counts as zero.
  const fields = [
    values.handledFs,
    values.handledNet,
    values.scoped,
    values.quietFs,
    values.quietNet,
    values.quietScoped,
  ].map((field, index) => (index * 8 < size ? field : 0n));
  if (fields.some((field, index) => field !== 0n && index * 8 >= known)) return E2BIG;
  const handled = fields.slice(0, 3);
  const quiet = fields.slice(3);
  const [own, newest] = [level, NEWEST_ABI].map((abi) => {
    const { fs, net, scoped } = masksOfAbi(abi);
    return [fs, net, scoped];
  });
  const asked = proposals ? handled.map((bits, index) => bits & newest![index]!) : handled;
  if (asked.some((bits, index) => (bits & ~own![index]!) !== 0n)) return EINVAL;
  if (quiet.some((bits, index) => (bits & ~handled[index]!) !== 0n)) return EINVAL;
  return handled.every((bits) => bits === 0n) ? ENOMSG : OK;
}

/** Bits that no released kernel accepts, as a condition on what the guest accepts. */
function proposedBits(values: RulesetValues) {
  const newest = masksOfAbi(NEWEST_ABI);
  const fields = [
    ['fs', values.handledFs & ~newest.fs],
    ['net', values.handledNet & ~newest.net],
    ['scoped', values.scoped & ~newest.scoped],
  ] as const;
  return fields.flatMap(([field, bits]) =>
    Array.from({ length: 64 }, (_, bit) => bit)
      .filter((bit) => ((bits >> BigInt(bit)) & 1n) === 1n)
      .map((bit) => mask(field, bit)),
  );
}

/**
 * What landlock_create_ruleset answers to a readable attr, on every ABI: E2BIG for a non-zero field that the ABI does not know,
 * EINVAL for an unknown bit in a known field (Documentation/userspace-api/landlock.rst: Backward and forward compatibility).
 * Bits that no released kernel has are a proposal: a kernel that accepts each of them is expected to accept them in this ruleset too.
 *
 * @param values of the attr
 * @param size in bytes that are passed, 8 to 48
 */
export function createRulesetAnswer(values: RulesetValues, size = 48): Expectation {
  const answer = (proposals: boolean) => byAbi((level) => createRulesetOf(values, size, level, proposals));
  const proposed = proposedBits(values);
  return proposed.length === 0 ? answer(false) : when(and(...proposed), answer(true)).otherwise(answer(false));
}

/**
 * What landlock_restrict_self answers to flags, all else being right: EINVAL while the ABI does not know one of them.
 *
 * @param flags sum of RESTRICT_SELF_…
 */
export function restrictSelfAnswer(flags: number): Expectation {
  return byAbi((level) => ((flags & ~masksOfAbi(level).restrictFlags) === 0 ? OK : EINVAL));
}

/**
 * What landlock_add_rule answers to flags, all else being right.
 *
 * @param flags sum of ADD_RULE_…
 * @param sinceAbi the ABI that brought the rule's type: 1 for paths, 4 for ports
 */
export function addRuleAnswer(flags: number, sinceAbi: number): Expectation {
  return byAbi((level) => (level >= sinceAbi && (flags & ~masksOfAbi(level).addRuleFlags) === 0 ? OK : EINVAL));
}
