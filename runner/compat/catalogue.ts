/**
 * What is known about a subsystem's interface, feature by feature: the catalogue that documentation, ABI pages and compat data are made from. A catalogue is
 * pure data and belongs to a suite (`suites/landlock/compat/`); what confirms it is computed from results documents (./model.ts) and never written here.
 */

/** Subjects of the documentation, one page each. */
export const TOPICS = ['rights', 'sockets', 'scopes', 'descriptors', 'domains', 'syscalls'] as const;
export type Topic = (typeof TOPICS)[number];

/** What a feature is, as a program meets it. */
export const FEATURE_KINDS = [
  'access_fs',
  'access_net',
  'scope',
  'rule_type',
  'create_ruleset_flag',
  'add_rule_flag',
  'restrict_self_flag',
  'field',
  'behaviour',
] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** One thing that a feature denies. */
export interface Operation {
  /** In words, system calls with their section: `open(2) with O_TRUNC`. */
  readonly what: string;
  /** Error when denied; null when the denial is silent. */
  readonly errno: string | null;
}

/** What a program gets that asks for the feature on a kernel with an ABI that does not have it. */
export interface Unsupported {
  /** First and last ABI. */
  readonly abi: readonly [number, number];
  readonly errno: string;
}

/**
 * A denial counts for a feature when the same step without the sandbox (control arm) is answered differently, and the actor that is denied has enforced nothing but
 * rulesets that `handled` matches (by default what the feature `uses`); without either, any domain will do.
 */
export interface DenialRule {
  readonly scenarios: readonly string[];
  readonly handled?: string;
  /** Only these system calls. */
  readonly calls?: readonly string[];
}

/** Which scenarios and steps confirm what is said of a feature. Patterns are globs for whole identities of scenarios: `*` within a folder, `**` across. */
export interface EvidenceRules {
  /**
   * Regular expression for steps, in their words without numbers of handles, that ask for this feature and for nothing else that could be refused. A step that
   * succeeds confirms that a kernel has the feature, one that fails confirms the error of those that have not.
   */
  readonly uses?: string;
  /** Where denials are looked for; any of these rules will do. */
  readonly denied?: readonly DenialRule[];
  /** Scenarios that are about this feature: where they pass on a kernel that has it, it is as described. */
  readonly kept?: readonly string[];
}

/** One feature of the interface. */
export interface Feature {
  /** Name in the kernel's header; behaviours have names of their own. */
  readonly id: string;
  readonly kind: FeatureKind;
  readonly topic: Topic;
  /** What it does, in a sentence. */
  readonly what: string;
  /** ABI that added it. */
  readonly abi: number;
  /** Release that added it, where it is not that of the ABI. */
  readonly kernel?: string;
  /** Bit or number, in hexadecimal, and the field or argument that takes it. */
  readonly value?: string;
  readonly field?: string;
  /** What it denies; none for what denies nothing. */
  readonly operations: readonly Operation[];
  readonly unsupported: readonly Unsupported[];
  /** What a best-effort sandbox leaves open on kernels without it. */
  readonly bestEffort: string;
  /** Errata that change what it does. */
  readonly errata: readonly number[];
  /** Known bugs and gaps that concern it, as verdicts name them. */
  readonly known: readonly string[];
  readonly notes: readonly string[];
  /** Documentation references (docs/guides/writing-scenarios.md). */
  readonly doc: readonly string[];
  readonly evidence: EvidenceRules;
}

/** An ABI and the mainline release that brought it. */
export interface Abi {
  readonly abi: number;
  readonly kernel: string;
  /** What else came with it that no feature names. */
  readonly notes: readonly string[];
}

/** A fix that kernels report by a bit. */
export interface Erratum {
  readonly number: number;
  readonly title: string;
  /** ABI that it is about: no kernel below it reports it. */
  readonly abi: number;
  /** Mainline release, and stable releases that are known. */
  readonly fixed: readonly string[];
  readonly without: string;
  readonly with: string;
  readonly doc: readonly string[];
  /** How verdicts name kernels without the fix. */
  readonly known: string;
  /** Scenarios that tell kernels with the fix from those without. */
  readonly scenarios: readonly string[];
}

/** What no released ABI controls. */
export interface Gap {
  readonly id: string;
  readonly topic: Topic;
  readonly what: string;
  readonly doc: readonly string[];
  /** How verdicts name it, where they do. */
  readonly known?: string;
  /** Scenarios that show it. */
  readonly scenarios: readonly string[];
}

/** An error of one of the subsystem's own system calls. */
export interface CallError {
  readonly call: string;
  readonly errno: string;
  readonly when: string;
  readonly doc: readonly string[];
  /** Not known before this ABI. */
  readonly abi?: number;
  /** Why no scenario can show it. */
  readonly unreachable?: string;
}

/** Everything. */
export interface Catalogue {
  readonly subsystem: string;
  /** The kernel source that the facts were read in, e.g. `Linux 7.3.4`. */
  readonly source: string;
  /** Its system calls: the one that makes a ruleset, the one that enforces it, and the others. */
  readonly calls: { readonly create: string; readonly enforce: string; readonly others: readonly string[] };
  readonly abis: readonly Abi[];
  readonly features: readonly Feature[];
  readonly errata: readonly Erratum[];
  readonly gaps: readonly Gap[];
  readonly errors: readonly CallError[];
}
