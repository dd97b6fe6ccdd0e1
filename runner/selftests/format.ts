/** What a family of tests says in its own way. */
import type { Step, Verdict } from '../results/schema.ts';
import type { Reading } from './read.ts';
import type { ConsoleLine } from './untangle.ts';

/** A verdict without its kernel and scenario. */
export type Said = Pick<Verdict, 'verdict' | 'reason'> & Partial<Verdict>;

/** How programs say what they found. */
export interface Format {
  /** Read what a program printed, as far as it came. Never throws. */
  read(lines: readonly ConsoleLine[]): Reading;
  /** What failed in a case, by what was said in it. */
  stepsOf(said: readonly string[]): Step[];
  /** The line that says most about why a case failed. */
  complaintOf(said: readonly string[]): string;
  /**
   * The verdict of a program that came to its end.
   *
   * @param status as wait(2) reports it; undefined when it could not be executed
   * @param lost how many cases it announced and did not report
   */
  statusVerdict(reading: Reading, status: number | undefined, lost: number): Said;
}

/** The end of what was said, which a results document has room for. */
export function excerpt(said: readonly string[]): string {
  return said.join('\n').slice(-20_000);
}
