/** The format of files that people write and review: stanzas of `Field: value`, as in Debian's control files and the kernel's MAINTAINERS. */
import { UserError } from '../../vm/errors.ts';

/** A value, and where it stands. */
export interface Field {
  value: string;
  line: number;
}

/** One stanza: its fields by name as declared, and the line that it begins in. */
export interface Stanza<Name extends string> {
  line: number;
  fields: ReadonlyMap<Name, Field>;
}

/** Thrown for a line that is wrong, whatever the file. */
export function wrongLine(file: string, line: number, message: string, hint?: string): UserError {
  return new UserError(`${file}:${line}: ${message}`, { hint });
}

/**
 * Read stanzas. They are separated by empty lines; a line that begins with a space continues the one before; `#` at the beginning of a line is a comment.
 *
 * @param names the fields that there are
 * @throws UserError with file and line for anything else
 */
export function parseStanzas<Name extends string>(text: string, file: string, names: readonly Name[]): Stanza<Name>[] {
  const stanzas: { line: number; fields: Map<Name, Field> }[] = [];
  let current: (typeof stanzas)[number] | undefined;
  let last: Field | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const content = raw.trimEnd();
    if (content.startsWith('#')) continue;
    if (content === '') {
      current = undefined;
      last = undefined;
      continue;
    }
    if (/^\s/.test(content)) {
      if (last === undefined)
        throw wrongLine(file, line, 'a line that begins with a space continues a field, and there is none');
      last.value = `${last.value} ${content.trim()}`.trim();
      continue;
    }
    const [, word, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(content) ?? [];
    if (word === undefined || value === undefined) {
      throw wrongLine(
        file,
        line,
        `not a field: ${content}`,
        `lines are 'Field: value'; fields are ${names.join(', ')}`,
      );
    }
    const name = names.find((one) => one.toLowerCase() === word.toLowerCase());
    if (name === undefined) throw wrongLine(file, line, `there is no field ${word}`, `fields are ${names.join(', ')}`);
    if (current === undefined) {
      current = { line, fields: new Map() };
      stanzas.push(current);
    }
    if (current.fields.has(name)) {
      throw wrongLine(file, line, `a second ${name} in one stanza`, 'an empty line begins the next');
    }
    last = { value, line };
    current.fields.set(name, last);
  }
  return stanzas;
}
