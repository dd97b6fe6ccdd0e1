/**
 * Compares what two kernels, or two runs of one, answered. Pure, without anything of Node: the command line, CI and the web site call the same functions.
 */
import type { Kernel, Results, Verdict } from '../results/schema.ts';
import { CHANGES, type Change, gravest, isFailure } from './changes.ts';
import { type Known, knownGained } from './known.ts';
import {
  compareSteps,
  failedStep,
  failedStepInWords,
  type StepChange,
  stepChangeInWords,
  tellingChange,
} from './steps.ts';

/** One kernel of one results document. */
export interface Side {
  doc: Results;
  /** Its id in the document. */
  kernel: string;
}

/** What one side has to say of a scenario. */
export interface Standing {
  /** Of all repetitions, the gravest. */
  verdict: Verdict;
  /** How many repetitions there were, and how many of them failed. */
  times: number;
  failures: number;
}

/** A scenario that is not the same on both sides. */
export interface Difference {
  scenario: string;
  /** Where the scenario is, without its own name: `landlock/scope/abstract`. */
  topic: string;
  change: Exclude<Change, 'same'>;
  before?: Standing;
  after?: Standing;
  /** Steps of the gravest verdicts, those that are the same included; empty when one side has none. */
  steps: StepChange[];
  /** What changed, in words that are the same wherever the same changed. */
  what: string;
}

/** Two kernels compared. */
export interface Comparison {
  before: Kernel;
  after: Kernel;
  /** How many scenarios became what. */
  counts: Record<Change, number>;
  /** In the order of scenarios; without those that are the same. */
  differences: Difference[];
}

/** Which scenarios to compare. */
export interface CompareOptions {
  isChosen?: ((scenario: string) => boolean) | undefined;
}

/**
 * Compare two kernels.
 *
 * @throws RangeError when a document has no such kernel
 */
export function compareKernels(before: Side, after: Side, { isChosen = () => true }: CompareOptions = {}): Comparison {
  const a = standingsOf(before, isChosen);
  const b = standingsOf(after, isChosen);
  const counts = Object.fromEntries(CHANGES.map((change) => [change, 0])) as Record<Change, number>;
  const differences: Difference[] = [];
  for (const scenario of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    const difference = compareStandings(scenario, a.get(scenario), b.get(scenario));
    counts[difference?.change ?? 'same']++;
    if (difference !== undefined) differences.push(difference);
  }
  return { before: kernelOf(before), after: kernelOf(after), counts, differences };
}

/** Whether both sides say the same of every scenario. A scenario of which only something else is expected is no change of the kernel. */
export function isSame({ counts }: Pick<Comparison, 'counts'>): boolean {
  return CHANGES.every((change) => change === 'same' || change === 'expectation' || counts[change] === 0);
}

/** How a scenario differs; undefined when it does not. */
export function compareStandings(
  scenario: string,
  before: Standing | undefined,
  after: Standing | undefined,
): Difference | undefined {
  const topic = scenario.split('/').slice(0, -1).join('/') || scenario;
  const steps = before && after ? compareSteps(before.verdict.steps, after.verdict.steps) : [];
  const change = changeOf(before, after, steps);
  if (change === 'same') return undefined;
  const what = inWords(change, before, after, steps);
  return { scenario, topic, change, ...(before && { before }), ...(after && { after }), steps, what };
}

function changeOf(before: Standing | undefined, after: Standing | undefined, steps: readonly StepChange[]): Change {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  const [was, is] = [before.verdict.verdict, after.verdict.verdict];
  if (isFailure(was) && isFailure(is)) return was === is && sameFailure(before, after, steps) ? 'same' : 'failing';
  if (isFailure(is)) return 'regressed';
  if (is === 'unsupported') return was === 'unsupported' ? 'same' : 'unsupported';
  if (isFailure(was)) return 'improved';
  if (was === 'unsupported') return 'supported';
  if (knownGained(before.verdict, after.verdict).length > 0) return 'flawed';
  if (knownGained(after.verdict, before.verdict).length > 0) return 'fixed';
  return changeOfSteps(steps);
}

/** Of a scenario that passes on both sides. */
function changeOfSteps(steps: readonly StepChange[]): Change {
  const kinds = new Set(steps.map(({ kind }) => kind));
  if (kinds.has('denied') || kinds.has('allowed') || kinds.has('errno')) return 'errno';
  if (kinds.has('answer')) return 'answer';
  if (kinds.has('added') || kinds.has('removed')) return 'steps';
  return kinds.has('expectation') ? 'expectation' : 'same';
}

/** Reasons name steps by number and splats have addresses in them: what counts is which step failed, and how. */
function sameFailure(before: Standing, after: Standing, steps: readonly StepChange[]): boolean {
  const [a, b] = [failedStep(before.verdict), failedStep(after.verdict)];
  if (a === undefined || b === undefined) {
    return (
      a === b &&
      withoutNumbers(failureInWords(before.verdict, [])) === withoutNumbers(failureInWords(after.verdict, []))
    );
  }
  return steps.some((step) => step.before === a && step.after === b && step.kind === 'same');
}

function inWords(
  change: Change,
  before: Standing | undefined,
  after: Standing | undefined,
  steps: readonly StepChange[],
): string {
  const telling = tellingChange(steps);
  switch (change) {
    case 'new':
      return after!.verdict.verdict;
    case 'gone':
      return before!.verdict.verdict;
    case 'unsupported':
      return after!.verdict.reason;
    case 'supported':
      return `${before!.verdict.reason} → ${after!.verdict.verdict}`;
    case 'regressed':
    case 'failing':
    case 'improved': {
      const words = `${before!.verdict.verdict} → ${after!.verdict.verdict}`;
      return `${words}, ${failureInWords(change === 'improved' ? before!.verdict : after!.verdict, steps)}`;
    }
    case 'flawed':
      return known(knownGained(before!.verdict, after!.verdict));
    case 'fixed':
      return known(knownGained(after!.verdict, before!.verdict));
    default:
      return telling === undefined ? change : stepChangeInWords(telling);
  }
}

function known(all: readonly Known[]): string {
  return all.map(({ what }) => what).join('; ');
}

/** A failure in one line: what the kernel said of itself, how the step that failed differs from the other side or from what is expected, or the reason. */
function failureInWords(verdict: Verdict, steps: readonly StepChange[]): string {
  const { splats = [], reason } = verdict;
  const failed = failedStep(verdict);
  if (splats.length > 0 || verdict.verdict === 'crash' || failed === undefined) {
    return (splats[0]?.title ?? reason).split('\n')[0] ?? '';
  }
  const change = steps.find(({ before, after }) => before === failed || after === failed);
  if (change?.before && change.after && change.kind !== 'same' && change.kind !== 'expectation') {
    return stepChangeInWords(change);
  }
  return failedStepInWords(failed);
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/0x[0-9a-f]+|\d+/gi, 'N');
}

function standingsOf({ doc, kernel }: Side, isChosen: (scenario: string) => boolean): Map<string, Standing> {
  const verdicts = doc.verdicts.filter((verdict) => verdict.kernel === kernel && isChosen(verdict.scenario));
  const byScenario = Map.groupBy(verdicts, ({ scenario }) => scenario);
  return new Map(
    [...byScenario].map(([scenario, all]) => {
      const failures = all.filter(({ verdict }) => isFailure(verdict)).length;
      return [scenario, { verdict: gravest(all)!, times: all.length, failures }];
    }),
  );
}

function kernelOf({ doc, kernel }: Side): Kernel {
  const found = doc.kernels.find(({ id }) => id === kernel);
  if (found === undefined) throw new RangeError(`the document has no kernel ${kernel}`);
  return found;
}
