/** What is claimed of a feature, and what came of asking kernels. */

/**
 * `accepted`: kernels with the feature take it; `refused`: kernels without it answer the documented error; `denied`: what it controls is denied with the documented
 * error; `open`: kernels without it answer the same steps as if there were no sandbox; `kept`: scenarios about it pass.
 */
export const CLAIMS = ['accepted', 'refused', 'denied', 'open', 'kept'] as const;
export type ClaimName = (typeof CLAIMS)[number];

/** `not confirmed`: no kernel was asked, or none that could tell. */
export const CLAIM_STATUSES = ['confirmed', 'contradicted', 'not confirmed'] as const;
export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/** What one kernel said to a claim. */
export interface KernelEvidence {
  /** Key of the kernel. */
  readonly kernel: string;
  /** Scenarios that confirm, and scenarios that contradict. */
  readonly confirming: number;
  readonly contradicting: number;
}

/** A claim with its evidence. */
export interface Claim {
  readonly claim: ClaimName;
  readonly status: ClaimStatus;
  /** Answers that were seen, such as `EACCES`. */
  readonly answers: readonly string[];
  /** System calls that got them. */
  readonly calls: readonly string[];
  readonly kernels: readonly KernelEvidence[];
  /** How many scenarios confirm it, and a few of them. */
  readonly scenarios: number;
  readonly examples: readonly string[];
  /** Those that contradict it. */
  readonly contradictions: readonly string[];
}

/** How many scenarios are named. */
const EXAMPLES = 3;

/** Collects what speaks for and against one claim. */
export class Tally {
  readonly #answers = new Set<string>();
  readonly #calls = new Set<string>();
  readonly #for = new Map<string, Set<string>>();
  readonly #against = new Map<string, Set<string>>();

  confirm(kernel: string, scenario: string, answer?: string, call?: string): void {
    add(this.#for, kernel, scenario);
    if (answer !== undefined) this.#answers.add(answer);
    if (call) this.#calls.add(call);
  }

  contradict(kernel: string, scenario: string): void {
    add(this.#against, kernel, scenario);
  }

  /** @param order keys of kernels as they are to be listed */
  claim(claim: ClaimName, order: readonly string[]): Claim {
    const kernels = order
      .map((kernel) => ({
        kernel,
        confirming: this.#for.get(kernel)?.size ?? 0,
        contradicting: this.#against.get(kernel)?.size ?? 0,
      }))
      .filter(({ confirming, contradicting }) => confirming + contradicting > 0);
    const confirming = all(this.#for);
    const contradictions = all(this.#against);
    const status = contradictions.length > 0 ? 'contradicted' : confirming.length > 0 ? 'confirmed' : 'not confirmed';
    return {
      claim,
      status,
      answers: [...this.#answers].sort(),
      calls: [...this.#calls].sort(),
      kernels,
      scenarios: confirming.length,
      examples: confirming.slice(0, EXAMPLES),
      contradictions,
    };
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set<string>();
  set.add(value);
  map.set(key, set);
}

function all(map: Map<string, Set<string>>): string[] {
  return [...new Set([...map.values()].flatMap((set) => [...set]))].sort();
}
