import type { Facts, Masks } from './facts.ts';

/** The newest Landlock ABI that kconform knows. */
export const NEWEST_ABI = 11;

/** Every ABI that an expectation must answer for; 0 stands for a kernel without Landlock. */
export const ALL_ABIS: readonly number[] = Array.from({ length: NEWEST_ABI + 1 }, (_, abi) => abi);

/** First ABI for which each erratum means something; the index plus one is the erratum's number (security/landlock/errata/). */
const ERRATUM_ABI = [4, 6, 1, 1] as const;

/**
 * The bits that a kernel of this ABI accepts.
 *
 * Source: include/uapi/linux/landlock.h and security/landlock/limits.h of Linux 5.13 to 7.3.
 *
 * @param abi 0 (no Landlock) to {@link NEWEST_ABI}; a larger one is treated as the newest
 */
export function masksOfAbi(abi: number): Masks {
  const from = (first: number, bits: bigint) => (abi >= first ? bits : 0n);
  return {
    fs: from(1, 0x1fffn) | from(2, 0x2000n) | from(3, 0x4000n) | from(5, 0x8000n) | from(9, 0x10000n),
    net: from(4, 0x3n) | from(10, 0xcn),
    scoped: from(6, 0x3n),
    restrictFlags: Number(from(7, 7n) | from(8, 8n) | from(11, 16n)),
    addRuleFlags: Number(from(10, 1n)),
  };
}

/** What {@link hypotheticalFacts} may be told. */
export interface HypotheticalOptions {
  /** Errata mask; by default every erratum that concerns the ABI is fixed. `undefined` stands for a refused query. */
  readonly errata?: number | undefined;
  readonly features?: Readonly<Record<string, boolean>>;
  /** `disabled` gives a kernel that has Landlock built in and not enabled at boot. */
  readonly landlock?: Facts['landlock'];
}

/**
 * The facts of an ideal kernel of an ABI, to evaluate expectations for kernels that nobody has at hand.
 *
 * @param abi 0 (no Landlock) to {@link NEWEST_ABI}
 * @param options deviations from the ideal
 */
export function hypotheticalFacts(abi: number, options: HypotheticalOptions = {}): Facts {
  const landlock = options.landlock ?? (abi === 0 ? 'absent' : 'enabled');
  const known = landlock === 'enabled' ? abi : 0;
  const allErrata = ERRATUM_ABI.reduce((sum, first, index) => (known >= first ? sum + 2 ** index : sum), 0);
  const errata = 'errata' in options ? options.errata : known === 0 ? undefined : allErrata;
  return {
    arch: 'x86_64',
    release: known === 0 ? `hypothetical-${landlock}` : `hypothetical-abi-${known}`,
    landlock,
    abi: known,
    errata,
    masks: masksOfAbi(known),
    features: options.features ?? {},
  };
}
