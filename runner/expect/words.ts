import { constantName } from '../syscalls/constants.ts';
import type { Condition } from './condition.ts';
import { type Conditional, type Expectation, isChoice, type Reason } from './expectation.ts';
import { knownInWords } from './known.ts';
import type { Outcome, OutcomeCase } from './outcome.ts';

/** An outcome in a few words: `EPERM`, `success`, `blocks`, `killed by SIGKILL`. */
export function outcomeInWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'success':
      return 'success';
    case 'value':
      return `the value ${outcome.value}`;
    case 'errno':
      return outcome.name;
    case 'blocks':
      return 'to block';
    case 'ends':
      return 'the end of the actor';
    case 'dies':
      return outcome.signal === undefined ? 'death by a signal' : `death by ${constantName('SIG', outcome.signal)}`;
    case 'exits':
      return `exit status ${outcome.code}`;
    case 'any':
      return outcome.of.map(outcomeInWords).join(' or ');
    case 'depends':
      return outcome.cases.map((one) => caseInWords(one, outcome.step)).join(', ');
  }
}

/** `EACCES after success of step 12`. */
const caseInWords = ({ answer, then }: OutcomeCase, step: number): string =>
  `${outcomeInWords(then)} after ${outcomeInWords(answer)} of step ${step}`;

/**
 * A condition in words.
 *
 * @param condition the condition
 * @param held whether to say it or its opposite: `since ABI 6` or `before ABI 6`
 */
export function conditionInWords(condition: Condition, held = true): string {
  switch (condition.kind) {
    case 'abi':
      return held ? `since ABI ${condition.atLeast}` : `before ABI ${condition.atLeast}`;
    case 'erratum':
      return `${held ? 'with' : 'without'} the fix of erratum ${condition.number}`;
    case 'feature':
      return `${held ? 'with' : 'without'} the feature ${condition.name}`;
    case 'mask':
      return `${held ? 'where' : 'where not'} ${condition.field} bit ${condition.bit} is accepted`;
    case 'landlock':
      return `${held ? 'where' : 'where not'} Landlock is ${condition.state}`;
    case 'config':
      return `${held ? 'with' : 'without'} CONFIG_${condition.option}`;
    case 'not':
      return conditionInWords(condition.condition, !held);
    case 'and':
      return condition.conditions.map((part) => conditionInWords(part, held)).join(held ? ' and ' : ' or ');
    case 'or':
      return condition.conditions.map((part) => conditionInWords(part, held)).join(held ? ' or ' : ' and ');
  }
}

/**
 * The reasons of a decision in words. The condition that held says enough; when none did, all that failed are said.
 *
 * @returns `since ABI 6`, `before ABI 6`, or an empty string when nothing was asked
 */
export function reasonsInWords(reasons: readonly Reason[]): string {
  const held = reasons.filter((reason) => reason.held);
  const said = held.length > 0 ? held : reasons;
  return said.map((reason) => conditionInWords(reason.condition, reason.held)).join(', ');
}

function chainInWords<T>(conditional: Conditional<T>, say: (result: T) => string): string {
  if (!isChoice(conditional)) return say(conditional);
  const known = conditional.known === undefined ? '' : ` (${knownInWords(conditional.known)})`;
  if (conditional.branches.length === 0) return chainInWords(conditional.otherwise, say) + known;
  const branches = conditional.branches.map(
    ({ condition, then }) => `${chainInWords(then, say)} ${conditionInWords(condition)}`,
  );
  return `${branches.join(', ')}, otherwise ${chainInWords(conditional.otherwise, say)}${known}`;
}

/** An expectation for all kernels in words: `EPERM since ABI 6, otherwise success`. */
export function inWords(expectation: Expectation): string {
  return chainInWords(expectation, outcomeInWords);
}
