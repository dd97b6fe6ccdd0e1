import { evaluate } from '../../../runner/expect/expectation.ts';
import { abi, type Context, holds, OK, type Requirements, scenario, type Value } from '../../../runner/index.ts';
import { landlock, type SandboxRule } from '../sandbox.ts';
import { FS, FS_FILE_RIGHTS, type FsRight, fsRightsOf } from '../uapi.ts';
import type { FileSystem } from './file-systems.ts';
import { allowedAnswer, deniedAnswer, type Need, type Operation } from './operation.ts';

/** What the scenarios of a table have in common. */
export interface Matrix {
  readonly doc: string;
  readonly tags: readonly string[];
  readonly fileSystem: FileSystem;
  readonly operations: readonly Operation[];
  /** Root, or a user without capabilities. */
  readonly unprivileged?: boolean;
  readonly requirements?: Requirements;
}

interface Trial {
  readonly name: string;
  readonly handled: readonly FsRight[];
  readonly granted: readonly Need[];
  /** The right that is missing. */
  readonly missing?: Need;
}

/** One process with one ruleset does the operation once, in a directory of its own. */
function attempt(t: Context, operation: Operation, { name, handled, granted, missing }: Trial): void {
  const { main } = t;
  main.mkdir(name);
  main.chdir(name);
  operation.prepare?.(main);
  const obtained: Value = operation.obtain?.(main) ?? 0;
  const actor = main.process(name);
  const places = new Map<string, FsRight[]>();
  for (const { right, at = '.' } of granted) places.set(at, [...(places.get(at) ?? []), right]);
  const rules = [...places].map(([path, access]): SandboxRule => ({ path, access: [...new Set(access)] }));
  landlock(actor, { fs: handled, rules });
  const answer = operation.answer?.(t.facts) ?? OK;
  const allowed = allowedAnswer(operation, t.facts);
  const expected = missing === undefined ? allowed : deniedAnswer(operation, missing, t.facts);
  operation.perform(actor, obtained).expect(expected).control(answer);
  const happens = JSON.stringify(evaluate(expected, t.facts)) === JSON.stringify(OK);
  for (const { step, before, after } of operation.effects?.(main, missing?.right) ?? []) {
    step.expect(happens ? after : before).control(answer === OK ? after : before);
  }
  main.chdir('..');
}

/** Rights that a rule at this place can carry. */
function grantable(rights: readonly FsRight[], operation: Operation, at: string): FsRight[] {
  return operation.files?.includes(at) ? rights.filter((right) => (FS[right] & FS_FILE_RIGHTS) !== 0n) : [...rights];
}

/** The needs of an operation on this kernel. */
function askedOf({ needs }: Operation, t: Context): Need[] {
  return needs.filter(({ when }) => when === undefined || holds(when, t.facts));
}

/** Handles everything, grants exactly what is needed. */
function frugal(t: Context, operation: Operation, name: string): void {
  const asked = askedOf(operation, t);
  const handled = [...new Set([...fsRightsOf(t.facts.masks.fs), ...asked.map(({ right }) => right)])];
  attempt(t, operation, { name, handled, granted: [...asked, ...(operation.also ?? [])] });
}

/** Handles everything, grants everything but one right in one place. */
function generous(t: Context, operation: Operation, name: string, missing: Need): void {
  const { right, at = '.' } = missing;
  const handled = [...new Set([...fsRightsOf(t.facts.masks.fs), right])];
  const places = [...new Set([...operation.needs, ...(operation.also ?? [])].map((need) => need.at ?? '.'))];
  const granted = places.flatMap((place) =>
    grantable(handled, operation, place)
      .filter((other) => place !== at || other !== right)
      .map((other): Need => ({ right: other, at: place })),
  );
  attempt(t, operation, { name, handled, granted, missing });
}

function begin(t: Context, { fileSystem, unprivileged = false }: Matrix): void {
  fileSystem.enter(t);
  if (unprivileged) t.main.dropPrivileges();
}

/**
 * Declares, for every operation of a table: with exactly the rights that it needs it works, and without any one of them it does not.
 *
 * @param matrix the table, and where it is tried
 */
export function declareMatrix(matrix: Matrix): void {
  const { doc, tags, fileSystem, operations, requirements } = matrix;
  const common = {
    doc,
    tags,
    programs: ['strict', 'best-effort'] as const,
    ...fileSystem.requirements,
    ...requirements,
  };
  scenario(
    `{operation} needs no more than its rights, on ${fileSystem.label}`,
    { ...common, variants: { operation: operations } },
    (t) => {
      begin(t, matrix);
      const { operation } = t;
      frugal(t, operation, 'frugal');
      const needed = askedOf(operation, t).map(({ right }) => right);
      if (needed.length === 0 || operation.crossing) return;
      const handled = fsRightsOf(t.facts.masks.fs).filter((right) => !needed.includes(right));
      attempt(t, operation, { name: 'unconcerned', handled, granted: [] });
    },
  );

  const lacking = operations.flatMap((operation) =>
    operation.needs.map((missing) => ({
      label: `${operation.label} without ${missing.right}${missing.at === undefined ? '' : ` on ${missing.at}`}`,
      operation,
      missing,
    })),
  );
  scenario(
    `{lacking} is denied and changes nothing, on ${fileSystem.label}`,
    { ...common, variants: { lacking } },
    (t) => {
      begin(t, matrix);
      const { operation, missing } = t.lacking;
      const { right } = missing;
      generous(t, operation, 'generous', missing);
      // What is not handled is granted, except REFER.
      const alone: FsRight[] = operation.crossing && right !== 'REFER' ? [right, 'REFER'] : [right];
      if (operation.crossing && !holds(abi(2), t.facts)) return;
      const elsewhere = operation.needs.filter((need) => alone.includes(need.right) && need !== missing);
      attempt(t, operation, { name: 'single', handled: alone, granted: elsewhere, missing });
    },
  );
}

/** Processes of one plan at most, well below what a plan may have. */
const PROCESSES = 40;

/** Operations in groups that fit in one plan each. */
function grouped(label: string, operations: readonly Operation[]): { label: string; operations: Operation[] }[] {
  const groups: { label: string; operations: Operation[] }[] = [];
  let room = 0;
  for (const operation of operations) {
    const taken = operation.needs.length + 1;
    if (taken > room) {
      groups.push({ label: groups.length === 0 ? label : `${label}, part ${groups.length + 1}`, operations: [] });
      room = PROCESSES;
    }
    room -= taken;
    groups.at(-1)!.operations.push(operation);
  }
  return groups;
}

/**
 * Declares a few scenarios about a whole table, where the matrix would say the same again.
 *
 * @param label what the operations are, as in the title
 * @param matrix the table, and where it is tried
 */
export function declareSummary(label: string, matrix: Matrix): void {
  const { doc, tags, fileSystem, operations, unprivileged = false, requirements } = matrix;
  const chosen = operations.filter(({ privileged = false }) => !(unprivileged && privileged));
  scenario(
    `{operations} needs each of its rights and no more, on ${fileSystem.label}${unprivileged ? ', as an ordinary user' : ''}`,
    {
      doc,
      tags,
      programs: ['best-effort'],
      ...fileSystem.requirements,
      ...requirements,
      variants: { operations: grouped(label, chosen) },
    },
    (t) => {
      begin(t, matrix);
      for (const [index, operation] of t.operations.operations.entries()) {
        frugal(t, operation, `frugal-${index}`);
        for (const [which, missing] of operation.needs.entries())
          generous(t, operation, `without-${index}-${which}`, missing);
      }
    },
  );
}
