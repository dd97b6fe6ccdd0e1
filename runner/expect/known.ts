import type { Choice, Conditional } from './expectation.ts';
import type { Outcome } from './outcome.ts';

/**
 * What a kernel is known for when it answers as expected, but not as it should: `vulnerable`, the sandbox can be left; `flawed`, any other bug;
 * `limited`, a gap that every kernel has, by design or because nobody has closed it yet.
 */
export const KNOWN_KINDS = ['vulnerable', 'flawed', 'limited'] as const;

/** Something known of a kernel. Pure data. */
export interface Known {
  readonly kind: (typeof KNOWN_KINDS)[number];
  /** Name and one line, such as `CVE-2026-72183: SIGIO to a process group leaves the scope`. */
  readonly what: string;
}

const annotate =
  (kind: Known['kind']) =>
  <T = Outcome>(what: string, answer: Conditional<T>): Choice<T> => ({
    kind: 'choice',
    branches: [],
    otherwise: answer,
    known: { kind, what },
  });

/**
 * The answer of a kernel that has a known vulnerability: as expected, so the verdict is `pass`, and every report names the vulnerability.
 * `when(feature('sigio-pgid-fixed'), EAGAIN).otherwise(vulnerable('CVE-2026-72183: SIGIO to a process group leaves the scope', OK))`
 *
 * @param what its name (CVE, erratum or commit) and one line; the same words in every scenario that shows it
 * @param answer of such a kernel; may be a chain
 */
export const vulnerable = annotate('vulnerable');

/** The answer of a kernel that has a known bug which lets nobody out of a sandbox; otherwise the same as {@link vulnerable}. */
export const flawed = annotate('flawed');

/** The answer of a kernel in which Landlock is known not to reach as far as one may think; otherwise the same as {@link vulnerable}. */
export const limited = annotate('limited');

/**
 * Something known in words: `vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope`.
 *
 * @param known as in an expectation or a results document
 */
export function knownInWords({ kind, what }: Known): string {
  return { vulnerable: `vulnerable to ${what}`, flawed: `known bug, ${what}`, limited: `known limitation, ${what}` }[
    kind
  ];
}

/** Each of them once. */
export function distinctKnown(all: readonly Known[]): Known[] {
  return [...new Map(all.map((known) => [knownInWords(known), known])).values()];
}
