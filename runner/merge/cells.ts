/** What several runs say of the same scenario on the same kernel. */
import type { Disagreement, Outcome, Verdict } from '../results/schema.ts';

/** Judged the same way: durations, and what else happened on the console, may differ. */
function agree(a: Verdict, b: Verdict): boolean {
  return a.verdict === b.verdict && a.reason === b.reason;
}

/** Verdicts of many runs, by cell. Adding them in another order, or twice, makes no difference. */
export class Cells {
  /** Of each cell: one verdict of each kind. */
  readonly #kinds = new Map<string, Verdict[]>();
  readonly #whole: Whole;

  /** @param whole gives a verdict with everything that was written of it */
  constructor(whole: Whole) {
    this.#whole = whole;
  }

  add(verdict: Verdict): void {
    const key = keyOf(verdict);
    const kinds = this.#kinds.get(key);
    if (kinds === undefined) this.#kinds.set(key, [verdict]);
    else {
      const index = kinds.findIndex((other) => agree(other, verdict));
      if (index < 0) kinds.push(verdict);
      else kinds[index] = this.#either(kinds[index]!, verdict);
    }
  }

  /** One verdict for each cell, and the cells that have more than one kind. */
  conclude(): { verdicts: Verdict[]; disagreements: Disagreement[] } {
    const verdicts: Verdict[] = [];
    const disagreements: Disagreement[] = [];
    for (const kinds of this.#kinds.values()) {
      const [first] = kinds;
      if (kinds.length === 1) verdicts.push(first!);
      else {
        const sorted = kinds.map(this.#whole).sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
        verdicts.push(sumUp(sorted));
        disagreements.push({ ...cellOf(first!), verdicts: sorted });
      }
    }
    return { verdicts, disagreements };
  }

  /** Which of two that agree is kept: any rule does, as long as it does not depend on their order. */
  #either(a: Verdict, b: Verdict): Verdict {
    if (a === b || a.ms < b.ms) return a;
    if (b.ms < a.ms) return b;
    return JSON.stringify(this.#whole(a)) <= JSON.stringify(this.#whole(b)) ? a : b;
  }
}

/** Of verdicts that were read in part: gives them whole. */
export type Whole = (verdict: Verdict) => Verdict;

/** Identifies a cell. */
export function keyOf({ kernel, scenario, repeat = 0 }: Pick<Verdict, 'kernel' | 'scenario' | 'repeat'>): string {
  return `${kernel}\n${scenario}\n${repeat}`;
}

function cellOf({ kernel, scenario, repeat }: Verdict): Omit<Disagreement, 'verdicts'> {
  return { kernel, scenario, ...(repeat === undefined ? {} : { repeat }) };
}

/** Most serious first. Of a scenario that passes only sometimes, or is supported only sometimes, nothing was learnt. */
const severity: readonly Outcome[] = ['crash', 'hang', 'mismatch', 'broken', 'unsupported', 'pass'];

/** The verdict that stands for all: it is never as expected, so that no report can take it for a success. */
function sumUp(kinds: readonly Verdict[]): Verdict {
  const bySeverity = kinds.toSorted((a, b) => severity.indexOf(a.verdict) - severity.indexOf(b.verdict));
  const worst = bySeverity[0]!;
  const verdict = worst.verdict === 'unsupported' || worst.verdict === 'pass' ? 'broken' : worst.verdict;
  const words = bySeverity.map(({ verdict, reason }) => (reason === '' ? verdict : `${verdict} (${reason})`));
  return { ...worst, verdict, reason: `contradicting verdicts of the same kernel image: ${words.join(', ')}` };
}

/** Order of the code units, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
