/** Checks the pieces of a results document one by one, and holds steps that many verdicts have in common once. */
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Entry } from './journal-format.ts';
import { type Results, ResultsSchema, type Step } from './schema.ts';

const fields = ResultsSchema.properties;

/** The lists of a document. */
export const LISTS = ['kernels', 'scenarios', 'verdicts', 'infrastructure'] as const;
export type List = (typeof LISTS)[number];

/** Its other fields. */
export const HEAD = ['tool', 'started', 'finished', 'status', 'command', 'host'] as const;

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
export function faultOfHead(key: (typeof HEAD)[number], value: unknown): string | undefined {
  return fault(fields[key], value);
}

const ENTRIES = ['kernel', 'scenario', 'verdict', 'infrastructure'] as const;

const STEPS = '"steps":[';
const END_OF_STEPS = '}],"';

/** Reads verdicts, scenarios and kernels from their text. */
export class Pieces {
  readonly #steps = new Map<string, Step[]>();

  /**
   * A piece of a list.
   *
   * @throws {Error} that says what is wrong with it
   */
  read<L extends List>(list: L, text: string): Results[L][number] {
    if (list !== 'verdicts') return checked(fields[list].items, JSON.parse(text));
    const start = text.indexOf(STEPS);
    const end = text.indexOf(END_OF_STEPS, start);
    if (start < 0 || end < 0) return this.#whole(JSON.parse(text));
    const steps = this.#known(text.slice(start + STEPS.length - 1, end + 2));
    // Text that looks like the end of the steps may stand in one of them.
    if (steps === undefined) return this.#whole(JSON.parse(text));
    const verdict = checked(
      fields.verdicts.items,
      JSON.parse(`${text.slice(0, start + STEPS.length)}${text.slice(end + 1)}`),
    );
    return { ...(verdict as Results['verdicts'][number]), steps } as Results[L][number];
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

  #known(text: string): Step[] | undefined {
    const known = this.#steps.get(text);
    if (known !== undefined) return known;
    let steps: Step[];
    try {
      steps = JSON.parse(text);
    } catch {
      return undefined;
    }
    checked(fields.verdicts.items.properties.steps, steps);
    this.#steps.set(text, steps);
    return steps;
  }

  #whole<T>(value: unknown): T {
    return checked(fields.verdicts.items, value);
  }
}

function checked<T>(schema: TSchema, value: unknown): T {
  const wrong = fault(schema, value);
  if (wrong !== undefined) throw new Error(wrong);
  return value as T;
}
