/** What a results document amounts to. */
import { OUTCOMES, type Outcome, type Results } from './schema.ts';

/** Verdicts by outcome, and what surrounds them. */
export type Summary = Record<Outcome, number> & {
  verdicts: number;
  /** Verdicts that are neither pass nor unsupported. */
  failed: number;
  kernels: number;
  scenarios: number;
  infrastructure: number;
  /** Duration of the run. */
  ms: number;
};

/** Whether this is how a scenario ought to end: a missing need is an answer, too. */
export function isExpected(verdict: Outcome): boolean {
  return verdict === 'pass' || verdict === 'unsupported';
}

/** Exit statuses of kconform, everywhere. 69 and 70 are EX_UNAVAILABLE and EX_SOFTWARE of sysexits.h. */
export const EXIT = { pass: 0, unexpected: 1, usage: 2, infrastructure: 69, bug: 70, interrupted: 130 } as const;

/** Count. */
export function summarise(doc: Results): Summary {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { verdict } of doc.verdicts) counts[verdict]++;
  return {
    ...counts,
    verdicts: doc.verdicts.length,
    failed: doc.verdicts.length - counts.pass - counts.unsupported,
    kernels: doc.kernels.length,
    scenarios: new Set(doc.verdicts.map(({ scenario }) => scenario)).size,
    infrastructure: doc.infrastructure.length,
    ms: Date.parse(doc.finished) - Date.parse(doc.started),
  };
}

/**
 * The exit status that a run deserves. A missing need is an answer, so `unsupported` is fine; a run that did not end, or in which nothing was judged, says
 * nothing about a kernel and is never 0 or 1.
 */
export function exitStatus(doc: Results): number {
  const { failed, verdicts, infrastructure } = summarise(doc);
  const nothingAsked = doc.shard?.asked === 0;
  if (doc.status === 'interrupted') return EXIT.interrupted;
  if (doc.status === 'infrastructure' || infrastructure > 0 || (verdicts === 0 && !nothingAsked))
    return EXIT.infrastructure;
  return failed > 0 ? EXIT.unexpected : EXIT.pass;
}
