/** Where every kernel of a run stands, from its events. */
import type { Outcome } from '../results/schema.ts';
import type { Event, Stage } from './events.ts';

/** Where one kernel stands. */
export interface Standing {
  planned: number;
  done: number;
  outcomes: Map<Outcome, number>;
  /** When its first scenario began, and its last one so far ended, on the clock of the tally: workers overlap, so their times do not add up. */
  began: number | undefined;
  ended: number;
  /** The stage that it is in, and what that told last. */
  stage: Stage | undefined;
  text: string;
}

/** Keeps the standing of all kernels, in the order in which they appeared. */
export class Tally {
  readonly kernels = new Map<string, Standing>();
  readonly #now: () => number;

  /** @param now a clock in milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Take an event into account. */
  add(event: Event): void {
    if (event.kernel === undefined || event.kind === 'note') return;
    const standing = this.of(event.kernel);
    if (event.kind === 'planned') standing.planned = event.scenarios;
    else if (event.kind !== 'scenario') this.#stage(standing, event);
    else if (event.phase === 'start') standing.began ??= this.#now();
    else {
      standing.done++;
      standing.ended = this.#now();
      standing.outcomes.set(event.verdict, (standing.outcomes.get(event.verdict) ?? 0) + 1);
    }
  }

  /** The standing of one kernel. */
  of(kernel: string): Standing {
    const known = this.kernels.get(kernel);
    if (known !== undefined) return known;
    const fresh = { planned: 0, done: 0, outcomes: new Map(), began: undefined, ended: 0, stage: undefined, text: '' };
    this.kernels.set(kernel, fresh);
    return fresh;
  }

  /** Sum over all kernels. */
  total(key: 'planned' | 'done'): number {
    return [...this.kernels.values()].reduce((sum, standing) => sum + standing[key], 0);
  }

  /** Verdicts of all kernels that are not as expected. */
  failed(): number {
    const count = ({ outcomes, done }: Standing) =>
      done - (outcomes.get('pass') ?? 0) - (outcomes.get('unsupported') ?? 0);
    return [...this.kernels.values()].reduce((sum, standing) => sum + count(standing), 0);
  }

  #stage(standing: Standing, event: Extract<Event, { kind: Stage }>): void {
    if (event.phase === 'line') standing.text = event.text;
    else {
      standing.stage = event.phase === 'start' ? event.kind : undefined;
      standing.text = '';
    }
  }
}
