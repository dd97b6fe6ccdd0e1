/** What a run is measured against: failures that are known, and runs before it. A failure counts only when neither knows of it. */
import { compareKernels, type Difference, isFailure, pairKernels } from '../compare/index.ts';
import type { Results, Verdict } from '../results/schema.ts';
import { isAbout, isExpired, type KnownFailure } from './known-failures.ts';

/** A results document of an earlier run. */
export interface EarlierRun {
  path: string;
  doc: Results;
}

/** All that was given with --baseline. */
export interface Baseline {
  known: readonly KnownFailure[];
  earlier: readonly EarlierRun[];
  /** Today, for what expires. */
  now: Date;
}

/** What a baseline says of a failure of which it says nothing. */
export const NOT_KNOWN = 'not known';

/** A failure that counts. */
export interface Regression {
  verdict: Verdict;
  /** What the baseline says of it. */
  why: string;
}

/** A known failure that does not fail. */
export interface Passing {
  entry: KnownFailure;
  /** Verdicts of this run that it is about: those that are as expected, and all. */
  passed: Verdict[];
  of: number;
}

/** A run against its baseline. */
export interface BaselineJudgement {
  regressions: Regression[];
  /** Failures that are known, with who knows of them: `FILE:LINE`, or the path of a document. */
  excused: { verdict: Verdict; by: string; reason: string }[];
  passing: Passing[];
  /** Kernels of the run that no document of the baseline has; empty when none was given. */
  unknownKernels: string[];
}

/** Judge a run. */
export function judgeAgainst(doc: Results, baseline: Baseline): BaselineJudgement {
  const judgement: BaselineJudgement = { regressions: [], excused: [], passing: [], unknownKernels: [] };
  const lookup = new Lookup(baseline, doc);
  for (const verdict of doc.verdicts.filter(({ verdict }) => isFailure(verdict))) {
    const excuse = lookup.excuse(verdict);
    if (excuse !== undefined) judgement.excused.push({ verdict, ...excuse });
    else judgement.regressions.push({ verdict, why: lookup.why(verdict) });
  }
  judgement.regressions.push(...flawed(doc, baseline));
  for (const entry of baseline.known) {
    const about = doc.verdicts.filter((verdict) => verdict.verdict !== 'unsupported' && isAbout(entry, verdict));
    const passed = about.filter(({ verdict }) => verdict === 'pass');
    if (passed.length > 0) judgement.passing.push({ entry, passed, of: about.length });
  }
  if (baseline.earlier.length > 0) {
    judgement.unknownKernels = doc.kernels.map(({ id }) => id).filter((id) => !lookup.hasKernel(id));
  }
  return judgement;
}

/** Whether a failure is known, while the run goes on. */
export function excuser(baseline: Baseline): (verdict: Pick<Verdict, 'kernel' | 'scenario' | 'verdict'>) => boolean {
  const lookup = new Lookup(baseline);
  return (verdict) => lookup.excuse(verdict) !== undefined;
}

type Failure = Pick<Verdict, 'kernel' | 'scenario' | 'verdict'>;

/** Finds what is known of a failure. */
class Lookup {
  readonly #baseline: Baseline;
  /** Verdicts of earlier runs, by kernel and scenario. */
  readonly #before = new Map<string, { path: string; verdicts: Set<Verdict['verdict']> }>();
  readonly #kernels = new Set<string>();

  constructor(baseline: Baseline, doc?: Results) {
    this.#baseline = baseline;
    for (const { path, doc: before } of baseline.earlier) {
      // Two single kernels belong together whatever they are called.
      const names = new Map(
        doc && pairKernels(before, doc).pairs.map(({ before, after }) => [before.kernel, after.kernel]),
      );
      for (const { kernel, scenario, verdict } of before.verdicts) {
        const id = names.get(kernel) ?? kernel;
        this.#kernels.add(id);
        const key = keyOf({ kernel: id, scenario });
        const seen = this.#before.get(key) ?? { path, verdicts: new Set() };
        this.#before.set(key, { ...seen, verdicts: seen.verdicts.add(verdict) });
      }
    }
  }

  hasKernel(id: string): boolean {
    return this.#kernels.has(id);
  }

  excuse(failure: Failure): { by: string; reason: string } | undefined {
    const entry = this.#entries(failure).find(
      (entry) => entry.verdicts.includes(failure.verdict) && !isExpired(entry, this.#baseline.now),
    );
    if (entry !== undefined) return { by: entry.where, reason: entry.reason };
    const before = this.#before.get(keyOf(failure));
    return before?.verdicts.has(failure.verdict)
      ? { by: before.path, reason: `${failure.verdict} there, too` }
      : undefined;
  }

  why(failure: Failure): string {
    const entries = this.#entries(failure);
    const expired = entries.find((entry) => entry.verdicts.includes(failure.verdict));
    if (expired !== undefined) return `${expired.where}: known until ${expired.expires}, which has passed`;
    const [other] = entries;
    if (other !== undefined) return `${other.where}: known as ${other.verdicts.join(', ')}`;
    const before = this.#before.get(keyOf(failure));
    if (before !== undefined) return `${[...before.verdicts].join(', ')} in ${before.path}`;
    return this.#baseline.earlier.length > 0 && this.hasKernel(failure.kernel) ? 'new since the baseline' : NOT_KNOWN;
  }

  #entries(failure: Failure): KnownFailure[] {
    return this.#baseline.known.filter((entry) => isAbout(entry, failure));
  }
}

/** Scenarios that pass because the kernel is known for the bug that they show, and did not show it in the earlier run: its fix is gone. */
function flawed(doc: Results, { earlier }: Baseline): Regression[] {
  const differences = earlier.flatMap(({ path, doc: before }) =>
    pairKernels(before, doc).pairs.flatMap(({ before, after }) =>
      compareKernels(before, after)
        .differences.filter(({ change }) => change === 'flawed')
        .map((difference) => ({ path, difference })),
    ),
  );
  return differences.map(({ path, difference }) => ({
    verdict: (difference as Required<Difference>).after.verdict,
    why: `shows what it did not in ${path}: ${difference.what}`,
  }));
}

function keyOf({ kernel, scenario }: Pick<Verdict, 'kernel' | 'scenario'>): string {
  return `${kernel} ${scenario}`;
}
