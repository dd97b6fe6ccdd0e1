import type { Facts } from '../facts/facts.ts';

/** The masks of {@link Facts} that a condition can ask about. */
export type MaskName = 'fs' | 'net' | 'scoped';

/** A question about a kernel's facts. Pure data. Never the release string: facts are what the guest itself answered. */
export type Condition =
  | { readonly kind: 'abi'; readonly atLeast: number }
  | { readonly kind: 'erratum'; readonly number: number }
  | { readonly kind: 'feature'; readonly name: string }
  | { readonly kind: 'mask'; readonly field: MaskName; readonly bit: number }
  | { readonly kind: 'landlock'; readonly state: Facts['landlock'] }
  | { readonly kind: 'config'; readonly option: string }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'and'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'or'; readonly conditions: readonly Condition[] };

/** True when the kernel's Landlock ABI is `atLeast` or newer. False without Landlock. */
export const abi = (atLeast: number): Condition => ({ kind: 'abi', atLeast });

/** True when the kernel reports erratum `number` (1 is bit 0) as fixed. False where the query is refused. */
export const erratum = (number: number): Condition => ({ kind: 'erratum', number });

/** True when the feature of this name was found in the guest (suites/landlock/features/ has the tables). */
export const feature = (name: string): Condition => ({ kind: 'feature', name });

/** True when the guest accepts this bit (0 to 63) in `handled_access_fs`, `handled_access_net` or `scoped`. */
export const mask = (field: MaskName, bit: number): Condition => ({ kind: 'mask', field, bit });

/** True when Landlock is in this state: `absent` (ENOSYS), `disabled` at boot (EOPNOTSUPP) or `enabled`. */
export const landlockIs = (state: Facts['landlock']): Condition => ({ kind: 'landlock', state });

/**
 * True when the kernel was configured with this option, built in or as a module (suites/landlock/features/config.ts lists the options that can be
 * asked about). False where the configuration is not known.
 *
 * @param option its name without `CONFIG_`
 */
export const config = (option: string): Condition => ({ kind: 'config', option });

/** The opposite of a condition. */
export const not = (condition: Condition): Condition => ({ kind: 'not', condition });

/** All of the conditions. */
export const and = (...conditions: Condition[]): Condition => ({ kind: 'and', conditions });

/** At least one of the conditions. */
export const or = (...conditions: Condition[]): Condition => ({ kind: 'or', conditions });

/**
 * Whether a condition holds on a kernel.
 *
 * @param condition the question
 * @param facts the kernel's facts; a feature that was not probed counts as missing
 */
export function holds(condition: Condition, facts: Facts): boolean {
  switch (condition.kind) {
    case 'abi':
      return facts.landlock === 'enabled' && facts.abi >= condition.atLeast;
    case 'erratum':
      return ((facts.errata ?? 0) & (2 ** (condition.number - 1))) !== 0;
    case 'feature':
      return facts.features[condition.name] === true;
    case 'mask':
      return ((facts.masks[condition.field] >> BigInt(condition.bit)) & 1n) === 1n;
    case 'landlock':
      return facts.landlock === condition.state;
    case 'config':
      return (facts.config?.[condition.option] ?? 'n') !== 'n';
    case 'not':
      return !holds(condition.condition, facts);
    case 'and':
      return condition.conditions.every((part) => holds(part, facts));
    case 'or':
      return condition.conditions.some((part) => holds(part, facts));
  }
}
