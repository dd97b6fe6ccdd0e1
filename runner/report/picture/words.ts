/** Reading the words of a step, which are like a line of strace, back into a call and its arguments. Words that are not like one become a call without arguments. */

/** A step's words, taken apart. */
export interface Call {
  /** `start`: begun and not waited for; `await`: the end of one that was begun. */
  readonly manner: 'whole' | 'start' | 'await';
  /** System call, or one of the probe's own: `process`, `thread`, `run`, `reexec`. */
  readonly name: string;
  readonly args: readonly string[];
}

/** The return value of an earlier step, or one of the numbers that it left: `fd#4`, `pair#3[0]`. */
export interface Reference {
  readonly step: number;
  readonly index: number | undefined;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Take a step's words apart. */
export function parseWords(words: string): Call {
  const [, before, rest = ''] = /^(start |await )?(.*)$/s.exec(words) ?? [];
  const manner = before === undefined ? 'whole' : before === 'start ' ? 'start' : 'await';
  const actor = /^(process|thread) (\S+)(?: \((.*)\))?$/.exec(rest);
  if (actor !== null) return { manner, name: actor[1]!, args: [actor[2]!, ...(actor[3] ? [actor[3]] : [])] };
  const program = /^run (.*)$/s.exec(rest);
  if (program !== null) return { manner, name: 'run', args: [program[1]!] };
  const call = /^([\w.-]+)\((.*)\)$/s.exec(rest);
  if (call !== null) return { manner, name: call[1]!, args: splitArguments(call[2]!) };
  return { manner, name: rest.split(/[\s(]/, 1)[0] ?? '', args: [] };
}

/** Split at the commas that are in no quotes and no brackets. */
export function splitArguments(text: string): string[] {
  const parts: string[] = [];
  const open: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (CLOSING[character] !== undefined) open.push(CLOSING[character]);
    else if (character === open.at(-1)) open.pop();
    else if (character === ',' && open.length === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === '' && parts.length === 0 ? [] : [...parts, last];
}

/** The reference that an argument is, if it is one. */
export function referenceIn(argument: string | undefined): Reference | undefined {
  const found = /#(\d+)(?:\[(\d+)\])?$/.exec(argument ?? '');
  if (found === null || argument!.startsWith('"')) return undefined;
  return { step: Number(found[1]), index: found[2] === undefined ? undefined : Number(found[2]) };
}

/** The first argument that refers to an earlier step. */
export function firstReference(call: Call): Reference | undefined {
  for (const argument of call.args) {
    const found = referenceIn(argument);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The text in a quoted argument. */
export function quoted(argument: string | undefined): string | undefined {
  if (argument === undefined || !/^".*"$/s.test(argument)) return undefined;
  try {
    return JSON.parse(argument) as string;
  } catch {
    return argument.slice(1, -1);
  }
}
