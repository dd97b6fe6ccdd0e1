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

/**
 * Declares, for every operation of a table: with exactly the rights that it needs it works, and without any one of them it does not.
 *
 * @param matrix the table, and where it is tried
 */
export function declareMatrix({ doc, tags, fileSystem, operations, unprivileged = false, requirements }: Matrix): void {
  const chosen = operations.filter(({ privileged = false }) => !(unprivileged && privileged));
  const where = `on ${fileSystem.label}${unprivileged ? ', as an ordinary user' : ''}`;
  const common = {
    doc,
    tags,
    programs: ['strict', 'best-effort'] as const,
    ...fileSystem.requirements,
    ...requirements,
  };
  const begin = (t: Context) => {
    fileSystem.enter(t);
    if (unprivileged) t.main.dropPrivileges();
  };
  scenario(
    `{operation} needs no more than its rights, ${where}`,
    { ...common, variants: { operation: chosen } },
    (t) => {
      begin(t);
      const { operation } = t;
      const asked = operation.needs.filter(({ when }) => when === undefined || holds(when, t.facts));
      const needed = asked.map(({ right }) => right);
      const known = fsRightsOf(t.facts.masks.fs);
      const granted = [...asked, ...(operation.also ?? [])];
      attempt(t, operation, { name: 'frugal', handled: [...new Set([...known, ...needed])], granted });
      if (needed.length === 0 || operation.crossing) return;
      attempt(t, operation, {
        name: 'unconcerned',
        handled: known.filter((right) => !needed.includes(right)),
        granted: [],
      });
    },
  );

  const lacking = chosen.flatMap((operation) =>
    operation.needs.map((missing) => ({
      label: `${operation.label} without ${missing.right}${missing.at === undefined ? '' : ` on ${missing.at}`}`,
      operation,
      missing,
    })),
  );
  if (lacking.length === 0) return;
  scenario(`{lacking} is denied and changes nothing, ${where}`, { ...common, variants: { lacking } }, (t) => {
    begin(t);
    const { operation, missing } = t.lacking;
    const { right, at = '.' } = missing;
    const handled = [...new Set([...fsRightsOf(t.facts.masks.fs), right])];
    const everywhere = [...new Set([...operation.needs, ...(operation.also ?? [])].map((need) => need.at ?? '.'))];
    const granted = everywhere.flatMap((place) =>
      grantable(handled, operation, place)
        .filter((other) => place !== at || other !== right)
        .map((other): Need => ({ right: other, at: place })),
    );
    attempt(t, operation, { name: 'generous', handled, granted, missing });
    // What is not handled is granted, except REFER.
    const alone: FsRight[] = operation.crossing && right !== 'REFER' ? [right, 'REFER'] : [right];
    if (operation.crossing && !holds(abi(2), t.facts)) return;
    const elsewhere = operation.needs.filter((need) => alone.includes(need.right) && need !== missing);
    attempt(t, operation, { name: 'single', handled: alone, granted: elsewhere, missing });
  });
}
