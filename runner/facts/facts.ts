/** What is known of one running kernel. Everything but `release` was asked of the kernel itself, by system calls in the guest. */
export interface Facts {
  readonly arch: 'x86_64';
  /** `uname -r`, for people only: no expectation may depend on it. */
  readonly release: string;
  readonly landlock: 'absent' | 'disabled' | 'enabled';
  /** The Landlock ABI that it is judged as (judged-abi.ts): what it reports, unless it has nothing of that; 0 when Landlock is absent or disabled. */
  readonly abi: number;
  /** The answer to LANDLOCK_CREATE_RULESET_VERSION, where that is another. */
  readonly reportedAbi?: number | undefined;
  /** The answer to LANDLOCK_CREATE_RULESET_ERRATA (erratum N is bit N-1); undefined where the query is refused. */
  readonly errata: number | undefined;
  readonly masks: Masks;
  /** Behaviours that neither ABI nor errata reveal, by name. */
  readonly features: Readonly<Record<string, boolean>>;
  /** How the options that conditions ask about were configured, by name without `CONFIG_`; undefined where nobody knows. */
  readonly config?: Readonly<Record<string, ConfigValue>> | undefined;
  /** The active Linux security modules, in their order (securityfs: lsm); undefined where the guest does not tell. */
  readonly lsms?: readonly string[] | undefined;
}

/** An option of the kernel's configuration: built in, a module, or not set. */
export type ConfigValue = 'y' | 'm' | 'n';

/** The bits that the kernel accepts, found by trying each. */
export interface Masks {
  readonly fs: bigint;
  readonly net: bigint;
  readonly scoped: bigint;
  readonly restrictFlags: number;
  readonly addRuleFlags: number;
}

/** Masks as a document or a person wants them. */
export function masksInHex(masks: Masks): Record<string, string> {
  return Object.fromEntries(Object.entries(masks).map(([field, bits]) => [field, `0x${bits.toString(16)}`]));
}

/** The facts of a kernel in one line, for people. */
export function describeFacts(facts: Facts): string {
  if (facts.landlock !== 'enabled') return `${facts.release} (${facts.arch}): Landlock ${facts.landlock}`;
  const { fs, net, scoped, restrictFlags, addRuleFlags } = facts.masks;
  const features = Object.keys(facts.features).filter((name) => facts.features[name]);
  return [
    `${facts.release} (${facts.arch}): Landlock ABI ${facts.abi}${facts.reportedAbi === undefined ? '' : ` (reports ${facts.reportedAbi})`}`,
    `errata ${facts.errata ?? 'not told'}`,
    `fs 0x${fs.toString(16)}, net 0x${net.toString(16)}, scoped 0x${scoped.toString(16)}`,
    `restrict_self flags 0x${restrictFlags.toString(16)}, add_rule flags 0x${addRuleFlags.toString(16)}`,
    `features: ${features.join(', ') || 'none'}`,
  ].join('; ');
}
