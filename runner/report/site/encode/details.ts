/** Packs the verdicts of some scenarios: texts, steps, lists of steps and verdicts stand once each. */
import type { Step, Verdict } from '../../../results/schema.ts';
import type { Details, PackedStep, PackedVerdict } from '../format.ts';
import { type Behaviours, letterOf } from './behaviour.ts';
import type { Table } from './table.ts';
import { Once, Texts } from './texts.ts';

/** More steps than this are no scenario that anybody reads; the first ones of the list, and those that are not as expected, are kept. */
const MOST_STEPS = 1000;

/** Pack these rows of the table. */
export function packDetails(rows: Table['rows'], behaviours: Behaviours): Details {
  const packer = new Packer(behaviours);
  const cells = rows.map(({ cells }) => cells.map((verdicts) => packer.cell(verdicts)));
  return packer.finish(cells);
}

class Packer {
  readonly #behaviours: Behaviours;
  readonly #texts = new Texts();
  readonly #steps = new Once<PackedStep, string>();
  readonly #lists = new Once<number[], Step[] | string>();
  readonly #verdicts = new Once<PackedVerdict, string>();

  constructor(behaviours: Behaviours) {
    this.#behaviours = behaviours;
  }

  cell(verdicts: readonly Verdict[] | undefined): Details['cells'][number][number] {
    if (verdicts === undefined) return 0;
    return verdicts.flatMap((verdict) => [
      this.#verdicts.place(this.#behaviours.keyOf(verdict), () => this.#pack(verdict)),
      Math.round(verdict.ms),
    ]) as [number, number];
  }

  finish(cells: Details['cells']): Details {
    return {
      strings: this.#texts.values,
      steps: this.#steps.values,
      lists: this.#lists.values,
      verdicts: this.#verdicts.values,
      cells,
    };
  }

  #pack(verdict: Verdict): PackedVerdict {
    const { reason, known, splats, console, plan } = verdict;
    const steps = readable(verdict.steps);
    const more = verdict.steps.length - steps.length;
    return {
      mark: letterOf(verdict),
      reason: this.#text(reason),
      steps: this.#list(steps),
      ...(more > 0 ? { more } : {}),
      ...(known && known.length > 0
        ? { known: known.slice(0, 100).map(({ kind, what }) => [this.#text(kind), this.#text(what)]) }
        : {}),
      ...(splats && splats.length > 0
        ? {
            splats: splats
              .slice(0, 100)
              .map(
                ({ kind, title, text }) =>
                  [kind, title, text].map((part) => this.#text(part)) as [number, number, number],
              ),
          }
        : {}),
      ...(console === undefined ? {} : { console: this.#text(console) }),
      ...(plan === undefined ? {} : { plan: this.#text(plan) }),
    };
  }

  #text(text: string | undefined): number {
    return text === undefined || text === '' ? -1 : this.#texts.place(text);
  }

  #list(steps: readonly Step[]): number {
    const places = steps.map((step) => this.#step(step));
    return this.#lists.place(places.join(), () => packRuns(places));
  }

  #step({ arm, id, actor, words, role, expected, observed, ok }: Step): number {
    const packed: PackedStep = [
      arm === 'control' ? 1 : 0,
      id,
      this.#texts.place(actor),
      this.#texts.place(words),
      role === 'check' ? 1 : 0,
      this.#texts.place(expected),
      this.#texts.place(observed),
      ok ? 1 : 0,
    ];
    return this.#steps.place(packed.join(), () => packed);
  }
}

/** Places that follow each other as the first of them and, negative, how many come after it: steps that no scenario had before are new ones in a row. */
function packRuns(places: readonly number[]): number[] {
  const packed: number[] = [];
  let next = -1;
  for (const place of places) {
    if (place !== next) packed.push(place);
    else if (packed.at(-1)! < 0) packed[packed.length - 1]!--;
    else packed.push(-1);
    next = place + 1;
  }
  return packed;
}

function readable(steps: readonly Step[]): readonly Step[] {
  if (steps.length <= MOST_STEPS) return steps;
  const failed = steps.filter(({ ok }, index) => !ok && index >= MOST_STEPS / 2);
  return [...steps.slice(0, MOST_STEPS / 2), ...failed.slice(0, MOST_STEPS / 2)];
}
