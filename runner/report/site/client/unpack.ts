/** Makes verdicts of what `data/details-N.js` holds; encode/details.ts is the other direction. */
import type { Outcome, Splat, Step } from '../../../results/schema.ts';
import { type Details, MARKS, type Mark, type PackedVerdict } from '../format.ts';

/** What a kernel did with a scenario, in full. */
export interface FullVerdict {
  verdict: Outcome;
  mark: Mark;
  reason: string;
  steps: Step[];
  /** How many steps were too many for a page. */
  more: number;
  /** What the kernel is known for, and showed. */
  known: { kind: string; what: string }[];
  splats: Splat[];
  console: string | undefined;
  plan: string | undefined;
  ms: number;
}

/** The verdicts of one scenario on one kernel. */
export function unpackCell(details: Details, cell: readonly number[]): FullVerdict[] {
  const verdicts: FullVerdict[] = [];
  for (let at = 0; at < cell.length; at += 2) {
    verdicts.push(unpack(details, details.verdicts[cell[at]!]!, cell[at + 1]!));
  }
  return verdicts;
}

function unpack(details: Details, packed: PackedVerdict, ms: number): FullVerdict {
  const text = (place: number) => details.strings[place] ?? '';
  const mark = MARKS[packed.mark]!;
  return {
    verdict: mark === 'known' ? 'pass' : mark,
    mark,
    reason: text(packed.reason),
    steps: unpackRuns(details.lists[packed.steps]!).map((place) => unpackStep(details, place)),
    more: packed.more ?? 0,
    known: (packed.known ?? []).map(([kind, what]) => ({ kind: text(kind), what: text(what) })),
    splats: (packed.splats ?? []).map(([kind, title, excerpt]) => ({
      kind: text(kind),
      title: text(title),
      ...(excerpt < 0 ? {} : { text: text(excerpt) }),
    })),
    console: packed.console === undefined ? undefined : text(packed.console),
    plan: packed.plan === undefined ? undefined : text(packed.plan),
    ms,
  };
}

function unpackRuns(packed: readonly number[]): number[] {
  const places: number[] = [];
  for (const number of packed) {
    if (number >= 0) places.push(number);
    else for (let more = 0; more > number; more--) places.push(places.at(-1)! + 1);
  }
  return places;
}

function unpackStep({ steps, strings }: Details, place: number): Step {
  const [arm, id, actor, words, role, expected, observed, ok] = steps[place]!;
  return {
    arm: arm === 1 ? 'control' : 'test',
    id,
    actor: strings[actor]!,
    words: strings[words]!,
    role: role === 1 ? 'check' : 'setup',
    expected: strings[expected]!,
    observed: strings[observed]!,
    ok: ok === 1,
  };
}
