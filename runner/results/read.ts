/** Reading results documents. */
import { readFileSync } from 'node:fs';
import { Compile, type Validator } from 'typebox/compile';
import { UserError } from '../../vm/errors.ts';
import { program } from '../../vm/installation.ts';
import { isJournal, parseJournal } from './journal-format.ts';
import { type Results, ResultsSchema, SCHEMA } from './schema.ts';

let compiled: Validator | undefined;

/** Read a results document, or the journal of a run that was killed. A file that is not one is the user's error, and the message says what is wrong with it. */
export function readResults(path: string): Results {
  return parseResults(readText(path), path);
}

/** The same for text that was read already; `name` is for messages. */
export function parseResults(text: string, name: string): Results {
  if (isJournal(text)) return validate(parseJournal(text), name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!text.trimStart().startsWith('{')) throw new UserError(`${name} is not a results document: it is not JSON`);
    throw new UserError(`${name} is truncated or damaged: ${(error as Error).message}`, {
      hint: 'runs write documents aside and rename them; was this one copied while the disk was full?',
    });
  }
  return validate(value, name);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new UserError(`cannot read ${path}: ${(error as Error).message}`);
    throw new UserError(`no results at ${path}`, { hint: `run some scenarios first: ${program} run` });
  }
}

function validate(value: unknown, name: string): Results {
  requireSchema((value as { schema?: unknown } | null)?.schema, name);
  compiled ??= Compile(ResultsSchema);
  if (!compiled.Check(value)) {
    const [first] = compiled.Errors(value);
    throw new UserError(
      `${name} is not a valid ${SCHEMA} document: ${first?.instancePath || 'the document'} ${first?.message ?? ''}`.trimEnd(),
    );
  }
  return value as Results;
}

/** Refuse what is not a results document, and one of another version, which it names. */
export function requireSchema(schema: unknown, name: string): void {
  if (typeof schema !== 'string' || !schema.startsWith('kconform-results-')) {
    throw new UserError(`${name} is not a results document: it does not say "schema": "${SCHEMA}"`);
  }
  if (schema !== SCHEMA) {
    throw new UserError(`${name} is a ${schema} document, this kconform reads ${SCHEMA}`, {
      hint: 'read it with the version of kconform that wrote it, named in its "tool"',
    });
  }
}
