/** What became of the steps of a scenario: pairs the steps of two verdicts, and says how each pair differs. */
import type { Step, Verdict } from '../results/schema.ts';
import { align } from './align.ts';
import { isErrno, isSuccess, type StepChangeKind } from './changes.ts';

/** One step in both, or in one of them only. */
export interface StepChange {
  kind: StepChangeKind;
  arm: Step['arm'];
  before?: Step;
  after?: Step;
}

/** All steps of both, in their order, the test arm first. */
export function compareSteps(before: readonly Step[], after: readonly Step[]): StepChange[] {
  return (['test', 'control'] as const).flatMap((arm) =>
    align(
      before.filter((step) => step.arm === arm),
      after.filter((step) => step.arm === arm),
      keyOf,
      (a, b) => a.actor === b.actor && callOf(a) === callOf(b),
    ).map(([a, b]) => stepChange(arm, a, b)),
  );
}

function stepChange(arm: Step['arm'], before: Step | undefined, after: Step | undefined): StepChange {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : kindOf(before, after);
  return { kind, arm, ...(before && { before }), ...(after && { after }) };
}

function kindOf(before: Step, after: Step): StepChangeKind {
  const [was, is] = [before.observed, after.observed];
  if (answerOf(before) === answerOf(after)) return before.expected === after.expected ? 'same' : 'expectation';
  if (isSuccess(was) && isErrno(is)) return 'denied';
  if (isErrno(was) && isSuccess(is)) return 'allowed';
  return isErrno(was) && isErrno(is) ? 'errno' : 'answer';
}

/** What was observed; of what a program printed as expected without the numbers: process ids and times differ from guest to guest, and from run to run. */
function answerOf({ observed, ok }: Step): string {
  const [result, ...printed] = observed.split(', printing ');
  return ok && printed.length > 0
    ? [result, ...printed.map((text) => text.replaceAll(/\d+/g, '#'))].join('\n')
    : observed;
}

/** The same words name the same step, but for the numbers of the steps that they refer to, which depend on how many came before. */
function keyOf({ actor, words }: Step): string {
  return `${actor}: ${words.replaceAll(/#\d+/g, '#')}`;
}

/** The system call of a step, or what else it does: `connect`, `process`. */
export function callOf({ words }: Pick<Step, 'words'>): string {
  return /^[\w.-]+/.exec(words)?.[0] ?? words;
}

/** Of some changes, the one that says most: what a check in the test arm observed, rather than what came of it. */
export function tellingChange(changes: readonly StepChange[]): StepChange | undefined {
  const weight = ({ kind, arm, before, after }: StepChange) => {
    const isCheck = (after ?? before)?.role === 'check';
    return KIND_WEIGHT[kind] + (isCheck ? 0 : 4) + (arm === 'test' ? 0 : 2);
  };
  return changes
    .filter(({ kind }) => kind !== 'same')
    .reduce<StepChange | undefined>(
      (best, change) => (best && weight(best) <= weight(change) ? best : change),
      undefined,
    );
}

const KIND_WEIGHT: Readonly<Record<StepChangeKind, number>> = {
  denied: 0,
  allowed: 0,
  errno: 0,
  answer: 1,
  expectation: 10,
  added: 20,
  removed: 20,
  same: 100,
};

/** A change of a step in a few words, the same for all steps that changed alike: `connect: success → EPERM`. */
export function stepChangeInWords({ kind, before, after }: StepChange): string {
  if (before === undefined || after === undefined) return `${callOf((after ?? before)!)}: ${kind}`;
  if (kind === 'expectation') return `${callOf(after)}: expected ${short(before.expected)} → ${short(after.expected)}`;
  return `${callOf(after)}: ${short(before.observed)} → ${short(after.observed)}`;
}

/** Expectations may be long lists of alternatives, and observations whole buffers. */
function short(text: string): string {
  if (/^0x[0-9a-f]{17,}$/.test(text)) return 'other data';
  return text.length <= 48 ? text : `${text.slice(0, 47)}…`;
}

/** The step that made a verdict a failure. */
export function failedStep({ steps }: Verdict): Step | undefined {
  return steps.find(({ ok }) => !ok);
}

/** A step that is not as expected, in the same style: `connect: expected EPERM, observed success`. */
export function failedStepInWords(step: Step): string {
  return `${callOf(step)}: expected ${short(step.expected)}, observed ${short(step.observed)}`;
}
