import {
  abi,
  type Choice,
  EBADF,
  EBADFD,
  EFAULT,
  EINVAL,
  ENOMSG,
  type Expectation,
  feature,
  type Outcome,
  since,
} from '../../../runner/index.ts';
import { type Check, firstRefusal, type Mistake } from './order.ts';

/** Arguments of landlock_add_rule. What `access` means depends on the rule's type. */
export interface Call {
  readonly flags: number;
  readonly ruleset: 'right' | 'closed' | 'O_PATH' | 'a file';
  readonly type: number;
  readonly attr: 'right' | 'NULL' | 'unmapped';
  readonly access: 'right' | 'none' | 'unhandled' | 'unknown';
  readonly object: string;
}

/** The refusals of a rule's object (parent or port), which come last. */
export type ObjectChecks = readonly Check<Call>[];

// security/landlock/syscalls.c: landlock_add_rule() and what it calls, 6.1 to 7.3.
const flags: Check<Call> = {
  answer: EINVAL,
  // QUIET is known from ABI 10 on.
  refuses: (call, level) => call.flags !== 0 && (level < 10 || call.flags !== 1),
};
const ruleset: readonly Check<Call>[] = [
  { answer: EBADF, refuses: (call) => call.ruleset === 'closed' || call.ruleset === 'O_PATH' },
  { answer: EBADFD, refuses: (call) => call.ruleset === 'a file' },
];
const attr: readonly Check<Call>[] = [
  { answer: EINVAL, refuses: ({ type }, level) => type !== 1 && (type !== 2 || level < 4) },
  { answer: EFAULT, refuses: (call) => call.attr !== 'right' },
];
const content: readonly Check<Call>[] = [
  // With a known flag a rule that allows nothing is not useless.
  { answer: ENOMSG, refuses: (call) => call.access === 'none' && call.flags === 0 },
  { answer: EINVAL, refuses: ({ access }) => access === 'unhandled' || access === 'unknown' },
  // No ruleset here has quiet rights.
  { answer: EINVAL, refuses: (call) => call.flags === 1 },
];

/**
 * What landlock_add_rule answers to a call with mistakes. Until Linux 5.19 and the stable releases of its time ("landlock: Change
 * landlock_add_rule(2) argument check ordering") a kernel of ABI 1 looked at type and attr before the ruleset.
 *
 * @param call the arguments
 * @param object the checks of the rule's object
 */
export function addRuleRefusal(call: Call, object: ObjectChecks): Expectation {
  const now: Choice<Outcome> = firstRefusal([flags, ...ruleset, ...attr, ...content, ...object], call);
  const once: Choice<Outcome> = firstRefusal([flags, ...attr, ...ruleset, ...content, ...object], call);
  return since(abi(2), now).when(feature('ruleset-before-attr'), now).since(abi(1), once).otherwise(now);
}

/** What is wrong whatever the rule is about. */
export const commonMistakes: readonly Mistake<Call>[] = [
  { label: 'an unknown flag', change: { flags: 2 } },
  { label: 'QUIET and an unknown flag', change: { flags: 3 } },
  { label: 'the highest flag', change: { flags: 2 ** 31 } },
  { label: 'QUIET without quiet rights', change: { flags: 1 } },
  { label: 'a ruleset that is not open', change: { ruleset: 'closed' } },
  { label: 'a ruleset opened with O_PATH', change: { ruleset: 'O_PATH' } },
  { label: 'a file for the ruleset', change: { ruleset: 'a file' } },
  { label: 'type 0', change: { type: 0 } },
  { label: 'type 3', change: { type: 3 } },
  { label: 'no attr', change: { attr: 'NULL' } },
  { label: 'an attr that is not mapped', change: { attr: 'unmapped' } },
  { label: 'nothing allowed', change: { access: 'none' } },
  { label: 'a right that is not handled', change: { access: 'unhandled' } },
  { label: 'an unknown right', change: { access: 'unknown' } },
];
