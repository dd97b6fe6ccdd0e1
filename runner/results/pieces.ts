/** Checks the pieces of a results document one by one, and holds steps that many verdicts have in common once. */
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Entry } from './journal-format.ts';
import { type Results, ResultsSchema, type Step, type Verdict } from './schema.ts';

const fields = ResultsSchema.properties;

/** The lists of a document. */
export const LISTS = ['kernels', 'scenarios', 'verdicts', 'infrastructure'] as const;
export type List = (typeof LISTS)[number];

/** Its other fields. */
export const HEAD = ['tool', 'started', 'finished', 'status', 'command', 'host'] as const;

/** Fields that not every document has. */
export const OPTIONAL = ['shard', 'parts', 'disagreements'] as const;

const validators = new Map<TSchema, Validator>();

function validator(schema: TSchema): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const compiled = Compile(schema);
  validators.set(schema, compiled);
  return compiled;
}

/** What is wrong with a value; undefined when nothing is. */
function fault(schema: TSchema, value: unknown): string | undefined {
  const compiled = validator(schema);
  if (compiled.Check(value)) return undefined;
  const [first] = compiled.Errors(value);
  return `${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`.trim();
}

/** What is wrong with a field that is not a list. */
export function faultOfHead(key: (typeof HEAD | typeof OPTIONAL)[number], value: unknown): string | undefined {
  return fault(fields[key], value);
}

const ENTRIES = ['kernel', 'scenario', 'verdict', 'infrastructure'] as const;

const STEPS = Buffer.from('"steps":[');
const END_OF_STEPS = Buffer.from('}],"');
/** Of so many versions of a scenario's steps one is looked for. */
const MOST_VERSIONS = 64;

/** Reads verdicts, scenarios and kernels from their text. */
export class Pieces {
  /** By scenario. */
  readonly #versions = new Map<string, { text: Buffer; steps: Step[] }[]>();

  /**
   * A piece of a list.
   *
   * @throws {Error} that says what is wrong with it
   */
  read<L extends List>(list: L, text: string): Results[L][number] {
    return checked(fields[list].items, JSON.parse(text));
  }

  /**
   * A verdict as `kconform run` writes it, with steps of their own only when no verdict had the same ones before: kernels mostly do the same, and steps are nearly all of
   * the text, which need then be neither parsed nor even searched for its end. Undefined when that does not work.
   */
  verdict(line: Buffer): Verdict | undefined {
    const start = line.indexOf(STEPS);
    const end = line.indexOf(END_OF_STEPS, start);
    if (start < 0 || end < 0) return undefined;
    const before = line.toString('utf8', 0, start + STEPS.length);
    try {
      // What was cut out was the value of `steps` only if the 0 in its place is.
      const verdict = JSON.parse(`${before}0${line.toString('utf8', end + 1)}`);
      if (verdict.steps?.length !== 1 || verdict.steps[0] !== 0) return undefined;
      verdict.steps = [];
      checked(fields.verdicts.items, verdict);
      verdict.steps = this.#stepsOf(verdict.scenario, line.subarray(start + STEPS.length - 1, end + 2));
      return verdict;
    } catch {
      // Text that looks like the end of the steps may stand in one of them.
      return undefined;
    }
  }

  /**
   * A line of a journal.
   *
   * @throws {Error} that says what is wrong with it
   */
  entry(value: unknown): Entry {
    const entry = value as Record<string, unknown>;
    const [key] = ENTRIES.filter((key) => key in entry);
    if (key === undefined || typeof entry.at !== 'string') throw new Error('not a line of a journal');
    checked(key === 'infrastructure' ? fields.infrastructure.items : fields[`${key}s`].items, entry[key]);
    return entry as unknown as Entry;
  }

  #stepsOf(scenario: string, text: Buffer): Step[] {
    const versions = this.#versions.get(scenario) ?? [];
    const known = versions.find((version) => version.text.equals(text));
    if (known !== undefined) return known.steps;
    const steps = checked<Step[]>(fields.verdicts.items.properties.steps, JSON.parse(text.toString()));
    if (versions.length < MOST_VERSIONS) versions.push({ text: Buffer.from(text), steps });
    this.#versions.set(scenario, versions);
    return steps;
  }
}

function checked<T>(schema: TSchema, value: unknown): T {
  const wrong = fault(schema, value);
  if (wrong !== undefined) throw new Error(wrong);
  return value as T;
}
