import type { Facts } from '../../../runner/facts/facts.ts';
import { masksOfAbi, NEWEST_ABI } from '../../../runner/facts/hypothetical.ts';
import {
  type Actor,
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  abi,
  and,
  type Condition,
  EACCES,
  ENOENT,
  EXDEV,
  type Expectation,
  F_OK,
  named,
  OK,
  type Outcome,
  type Step,
  since,
  type Value,
  value,
} from '../../../runner/index.ts';
import { FS, type FsRight } from '../uapi.ts';

/** A right that an operation needs. */
export interface Need {
  readonly right: FsRight;
  /** The directory or file that must have it, itself or by a parent; the working directory when left out. */
  readonly at?: string;
  /** Where the kernel asks for it, besides the right's own ABI. */
  readonly when?: Condition;
}

/** Something whose state tells whether an operation took place. */
export interface Effect {
  readonly step: Step;
  /** What the step answers when nothing happened … */
  readonly before: Outcome;
  /** … and when it did. */
  readonly after: Outcome;
}

/** A call on files below the working directory, with everything that it needs of Landlock. */
export interface Operation {
  readonly label: string;
  readonly needs: readonly Need[];
  /** What must be granted besides, so that nothing gains a right by being moved. */
  readonly also?: readonly Need[];
  /** The operation connects two directories: ABI 1 refuses that in any case. */
  readonly crossing?: boolean;
  /** Places in `needs` that are no directories. */
  readonly files?: readonly string[];
  /** Only root can do it, or set it up. */
  readonly privileged?: boolean;
  /** What the kernel answers when nothing is restricted; success when left out. */
  readonly answer?: (facts: Facts) => Outcome;
  /** Makes the files. */
  prepare?(main: Actor): void;
  /** Opens, before there is a sandbox, what `perform` uses. */
  obtain?(main: Actor): Value;
  perform(actor: Actor, obtained: Value): Step;
  /**
   * Looks at what has become of the files.
   *
   * @param removed the right that was not granted
   */
  effects?(main: Actor, removed: FsRight | undefined): readonly Effect[];
}

/** The first ABI that knows a right. */
export function abiOf(right: FsRight): number {
  let level = 1;
  while (level < NEWEST_ABI && (masksOfAbi(level).fs & FS[right]) === 0n) level += 1;
  return level;
}

/** What an operation answers when everything is granted that it needs. */
export function allowedAnswer(operation: Operation, facts: Facts): Expectation {
  const answer = operation.answer?.(facts) ?? OK;
  // 5.13 to 5.18 refuse to connect directories as soon as there is a domain.
  return operation.crossing ? since(abi(2), answer).since(abi(1), EXDEV).otherwise(answer) : answer;
}

/** What an operation answers when one of the rights is missing that it needs. */
export function deniedAnswer(operation: Operation, need: Need, facts: Facts): Expectation {
  const { right, when } = need;
  const known = abi(abiOf(right));
  const asked = when === undefined ? known : and(known, when);
  const denial = right === 'REFER' ? EXDEV : EACCES;
  const allowed = allowedAnswer(operation, facts);
  return operation.crossing
    ? since(and(abi(2), asked), denial).otherwise(allowed)
    : since(asked, denial).otherwise(allowed);
}

/** An effect: the path is there afterwards, and was not before. */
export const appears = (main: Actor, path: string): Effect => ({
  step: main.syscall(
    'faccessat2',
    named(AT_FDCWD, 'AT_FDCWD'),
    path,
    F_OK,
    named(AT_SYMLINK_NOFOLLOW, 'AT_SYMLINK_NOFOLLOW'),
  ),
  before: ENOENT,
  after: OK,
});

/** An effect: the path was there before, and is not afterwards. */
export const vanishes = (main: Actor, path: string): Effect => ({ ...appears(main, path), before: OK, after: ENOENT });

/** An effect: the file's length changes. */
export const shrinks = (main: Actor, path: string, before: number, after: number): Effect => ({
  step: main.read(main.open(path)),
  before: value(before),
  after: value(after),
});
