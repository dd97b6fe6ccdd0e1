/** What a series changes on one base, and at which patch. Pure. */
import { newWarnings } from '../../vm/kernels/build/warnings.ts';
import {
  type Change,
  type Comparison,
  compareFacts,
  compareKernels,
  type Difference,
  type FactChange,
} from '../compare/index.ts';
import type { BaseReview, KernelState } from './review.ts';

/** A scenario that answers otherwise than on the base. */
export interface Finding {
  difference: Difference;
  /** The patches after which it changed. */
  patches: number[];
}

/** Something that the kernels say of themselves. */
export type FactFinding = FactChange & { patches: number[] };

/** A splat that the base does not have. */
export interface SplatFinding {
  patch: number;
  kind: string;
  title: string;
  /** Scenarios that showed it. */
  scenarios: string[];
}

/** What a series changes on one base. */
export interface Findings {
  /** The base and the result; undefined when there is no result. */
  comparison: Comparison | undefined;
  facts: FactFinding[];
  /** What fails, shows a known bug, or cannot be asked any more. */
  regressions: Finding[];
  /** What did so after some patch, and does not in the end. */
  between: Finding[];
  /** Scenarios that need what the series adds, whatever they show. */
  added: Finding[];
  /** All other changes. */
  others: Finding[];
  splats: SplatFinding[];
  /** Warnings of the compiler that the base does not have. */
  warnings: { patch: number; warning: string }[];
  /** Whether those of the base and of all states are known. */
  warningsKnown: boolean;
}

const REGRESSIONS: ReadonlySet<Change> = new Set(['regressed', 'flawed', 'failing', 'unsupported', 'gone']);

/** Compare a base with what the series makes of it, and neighbours with each other. */
export function findingsOf({ states }: Pick<BaseReview, 'states'>): Findings {
  const [base, result] = [states.at(0), states.at(-1)];
  const whole = base && result && base !== result ? compare(base, result) : undefined;
  const neighbours = states.slice(1).map((state, index) => ({
    patch: state.patch,
    comparison: compare(states[index]!, state),
  }));
  const changedIn = new Map<string, number[]>();
  for (const { patch, comparison } of neighbours) {
    for (const { scenario } of comparison.differences)
      changedIn.set(scenario, [...(changedIn.get(scenario) ?? []), patch]);
  }
  const patchesOf = (scenario: string) => changedIn.get(scenario) ?? [];
  const all = (whole?.differences ?? []).map((difference) => ({ difference, patches: patchesOf(difference.scenario) }));
  const isRegression = ({ difference: { change } }: Finding) => REGRESSIONS.has(change);
  const bad = new Set(all.filter(isRegression).map(({ difference }) => difference.scenario));
  return {
    comparison: whole,
    facts: factsOf(states),
    regressions: all.filter(isRegression),
    between: betweenOf(neighbours, bad, patchesOf),
    added: all.filter(({ difference }) => needsMore(difference)),
    others: all.filter((finding) => !isRegression(finding) && !needsMore(finding.difference)),
    splats: splatsOf(states),
    warnings: warningsOf(states),
    warningsKnown: states.every(({ warnings }) => warnings !== undefined),
  };
}

function compare(before: KernelState, after: KernelState): Comparison {
  const side = ({ doc }: KernelState) => ({ doc, kernel: doc.kernels[0]!.id });
  return compareKernels(side(before), side(after));
}

/** A scenario could not be asked and can be, or is asked or expected otherwise: it is compiled for what the kernel says of itself, and that has changed. */
function needsMore({ change, before, after, steps }: Difference): boolean {
  if (before?.verdict.verdict === 'unsupported' && after?.verdict.verdict !== 'unsupported') return true;
  if (change === 'steps' || change === 'expectation') return true;
  return steps.some(({ before, after }) => before && after && before.expected !== after.expected);
}

/** What regressed at a patch and is not among what the whole series breaks. */
function betweenOf(
  neighbours: readonly { patch: number; comparison: Comparison }[],
  bad: ReadonlySet<string>,
  patchesOf: (scenario: string) => number[],
): Finding[] {
  const found = new Map<string, Finding>();
  for (const { comparison } of neighbours) {
    for (const difference of comparison.differences) {
      const { scenario, change } = difference;
      if (!REGRESSIONS.has(change) || bad.has(scenario) || found.has(scenario)) continue;
      found.set(scenario, { difference, patches: patchesOf(scenario) });
    }
  }
  return [...found.values()];
}

function factsOf(states: readonly KernelState[]): FactFinding[] {
  const kernel = ({ doc }: KernelState) => doc.kernels[0]!;
  const [base, result] = [states.at(0), states.at(-1)];
  if (!base || !result) return [];
  const steps = states.slice(1).map((state, index) => ({
    patch: state.patch,
    names: new Set(compareFacts(kernel(states[index]!), kernel(state)).map(({ name }) => name)),
  }));
  return compareFacts(kernel(base), kernel(result)).map((fact) => ({
    ...fact,
    patches: steps.filter(({ names }) => names.has(fact.name)).map(({ patch }) => patch),
  }));
}

/** By title without addresses, at the first patch that has it. */
function splatsOf(states: readonly KernelState[]): SplatFinding[] {
  const key = (title: string) => title.replaceAll(/0x[0-9a-f]+|\d+/gi, 'N');
  const had = new Set<string>();
  const found: SplatFinding[] = [];
  for (const { patch, doc, sameAs } of states) {
    if (sameAs !== undefined) continue;
    const here = new Map<string, SplatFinding>();
    for (const { scenario, splats = [] } of doc.verdicts) {
      for (const { kind, title } of splats) {
        const splat = here.get(key(title)) ?? { patch, kind, title, scenarios: [] };
        if (!splat.scenarios.includes(scenario)) splat.scenarios.push(scenario);
        here.set(key(title), splat);
      }
    }
    if (patch > 0) found.push(...[...here].filter(([title]) => !had.has(title)).map(([, splat]) => splat));
    for (const title of here.keys()) had.add(title);
  }
  return found;
}

/** Those of the result or of a state in between, at the first patch that has them. */
function warningsOf(states: readonly KernelState[]): Findings['warnings'] {
  const base = states.at(0)?.warnings ?? [];
  const found: Findings['warnings'] = [];
  for (const { patch, warnings = [] } of states.slice(1)) {
    const told = [...base, ...found.map(({ warning }) => warning)];
    found.push(...newWarnings(told, warnings).map((warning) => ({ patch, warning })));
  }
  return found;
}
