/** What a kernel did with a scenario, and whether two did the same. */
import { OUTCOMES, type Step, type Verdict } from '../../../results/schema.ts';
import { MARKS } from '../format.ts';
import { Once } from './texts.ts';

const letters = new Map(Object.entries(MARKS).map(([letter, mark]) => [mark, letter]));
const severity = ['unsupported', 'pass', 'known', 'mismatch', 'broken', 'hang', 'crash'];

/** The letter of a verdict in the matrix. */
export function letterOf({ verdict, known = [] }: Verdict): string {
  return letters.get(verdict === 'pass' && known.length > 0 ? 'known' : verdict) ?? '.';
}

/** The letter of several repetitions: that of the worst. */
export function worst(verdicts: readonly Verdict[]): string {
  return verdicts.map(letterOf).reduce((a, b) => (severity.indexOf(MARKS[a]!) >= severity.indexOf(MARKS[b]!) ? a : b));
}

/** Do repetitions disagree? */
export function flips(verdicts: readonly Verdict[]): boolean {
  return new Set(verdicts.map(({ verdict }) => verdict)).size > 1;
}

/** Tells behaviours apart: verdict, reason, and every step. */
export class Behaviours {
  /** Lists of steps that are shared need not be compared step by step. */
  readonly #shared = new Map<Step[], number>();
  readonly #lists = new Once<Step[], string>();

  /** Equal for verdicts that are the same in all but time. */
  keyOf(verdict: Verdict): string {
    const { reason, known = [], splats = [], console = '', plan = '' } = verdict;
    const rest =
      known.length + splats.length + console.length + plan.length === 0
        ? ''
        : JSON.stringify([known, splats, console, plan]);
    return `${OUTCOMES.indexOf(verdict.verdict)} ${this.#list(verdict.steps)} ${reason}${rest}`;
  }

  #list(steps: Step[]): number {
    const known = this.#shared.get(steps);
    if (known !== undefined) return known;
    const place = this.#lists.place(JSON.stringify(steps), () => steps);
    this.#shared.set(steps, place);
    return place;
  }
}
