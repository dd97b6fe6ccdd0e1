/** A place in a template whose text is not fixed. Pure data: the expressions are sources of regular expressions. */
export type Hole =
  /** Text of some form, which later steps of the same arm can ask for again by the name. */
  | { readonly kind: 'capture'; readonly name: string; readonly source: string; readonly above?: Above }
  /** The very text that was captured by this name, in this template or by an earlier step of the arm. */
  | { readonly kind: 'same'; readonly name: string }
  /** Text of some form that nobody asks for again. */
  | { readonly kind: 'some'; readonly source: string };

/** A number must be larger than the one captured by a name; both are written in a base of 10 or 16. */
export interface Above {
  readonly name: string;
  readonly base: 10 | 16;
}

/** Expected text with holes: literal pieces and holes, in order. It stands for the whole text, less NULs at its end. */
export interface Template {
  readonly kind: 'template';
  readonly parts: readonly (string | Hole)[];
}

/** What the steps of one arm captured so far, by name. */
export type Captures = Map<string, string>;

/**
 * A hole whose text is kept under a name.
 *
 * @param name unique in an arm
 * @param form of the text
 */
export const capture = (name: string, form: RegExp): Extract<Hole, { kind: 'capture' }> => ({
  kind: 'capture',
  name,
  source: form.source,
});

/**
 * A hole for a number that is larger than one captured before.
 *
 * @param name under which it is kept itself
 * @param form of the text
 * @param above the number's name and the base that both are written in
 */
export const captureAbove = (name: string, form: RegExp, above: Above): Hole => ({ ...capture(name, form), above });

/** A hole that only the text captured under this name fills. */
export const same = (name: string): Hole => ({ kind: 'same', name });

/** A hole for text of some form. */
export const some = (form: RegExp): Extract<Hole, { kind: 'some' }> => ({ kind: 'some', source: form.source });

/** A hole for any text at all, line ends included. */
export const anything = some(/[\s\S]*/);

/** A hole for a decimal number. */
export const digits: Hole = some(/\d+/);

/**
 * Text to compare with, as a template literal: everything is literal but the holes. The whole text must be like that; `${anything}` at an end leaves that end open.
 *
 * ```ts
 * step.outputs(matching`domain=${capture('domain', /[0-9a-f]+/)} blockers=fs.execute`);
 * other.outputs(matching`domain=${same('domain')} denials=${2}`);
 * ```
 */
export function matching(
  pieces: TemplateStringsArray,
  ...values: readonly (string | number | bigint | Hole | Template)[]
): Template {
  const parts = pieces.flatMap((piece, index): (string | Hole)[] => {
    const value = values[index];
    if (value === undefined) return [piece];
    if (typeof value !== 'object') return [piece, String(value)];
    return value.kind === 'template' ? [piece, ...value.parts] : [piece, value];
  });
  return { kind: 'template', parts: parts.reduce<(string | Hole)[]>(joined, []) };
}

/** Adds a part; literal text to the literal text before it. */
function joined(parts: (string | Hole)[], part: string | Hole): (string | Hole)[] {
  const last = parts.at(-1);
  if (part === '') return parts;
  return typeof part === 'string' && typeof last === 'string' ? [...parts.slice(0, -1), last + part] : [...parts, part];
}

/** Whether expected data is a template. */
export function isTemplate(data: unknown): data is Template {
  return typeof data === 'object' && data !== null && (data as { kind?: unknown }).kind === 'template';
}

/** The bytes as text: a character for each, without NULs at the end. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replace(/\0+$/, '');
}

/**
 * Whether text is as a template says. Keeps what it captures.
 *
 * @param text observed
 * @param template expected
 * @param captures of the steps before; those of this one are added when it matches
 */
export function matchesTemplate(text: string, { parts }: Template, captures: Captures): boolean {
  const here = new Set<string>();
  const source = parts.map((part) => {
    if (typeof part === 'string') return escaped(part);
    if (part.kind === 'some') return `(?:${part.source})`;
    if (part.kind === 'same') {
      const known = captures.get(part.name);
      return here.has(part.name) ? `\\k<${part.name}>` : known === undefined ? '(?!)' : escaped(known);
    }
    here.add(part.name);
    return `(?<${part.name}>${part.source})`;
  });
  const match = new RegExp(`^${source.join('')}$`).exec(text);
  if (match === null) return false;
  const found: Captures = new Map([...here].map((name) => [name, match.groups![name]!]));
  if (!parts.every((part) => isLargeEnough(part, new Map([...captures, ...found])))) return false;
  for (const [name, value] of found) captures.set(name, value);
  return true;
}

function isLargeEnough(part: string | Hole, captures: Captures): boolean {
  if (typeof part === 'string' || part.kind !== 'capture' || part.above === undefined) return true;
  const { name, base } = part.above;
  const number = (text = '') => BigInt(base === 16 ? `0x${text}` : text);
  return captures.has(name) && number(captures.get(part.name)) > number(captures.get(name));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** A template for people: `"domain={domain = 1a2b} denials={/\d+/}"`; what was captured is told. */
export function templateInWords({ parts }: Template, captures: ReadonlyMap<string, string> = new Map()): string {
  const words = parts.map((part) => {
    if (typeof part === 'string') return JSON.stringify(part).slice(1, -1);
    if (part.kind === 'capture')
      return part.above === undefined
        ? `{${part.name}}`
        : `{${part.name} > ${captures.get(part.above.name) ?? part.above.name}}`;
    if (part.kind === 'some') return part.source === anything.source ? '{…}' : `{/${part.source}/}`;
    const known = captures.get(part.name);
    return known === undefined ? `{${part.name}}` : `{${part.name} = ${known}}`;
  });
  return `"${words.join('')}"`;
}

/**
 * Templates that ask for something else: each literal piece and each recalled text replaced by something that text without NULs never has.
 *
 * @param template as expected
 */
export function flipTemplate({ kind, parts }: Template): Template[] {
  return parts.flatMap((part, index) => {
    const compared = typeof part === 'string' || part.kind === 'same' || (part.kind === 'capture' && part.above);
    if (!compared) return [];
    const other = typeof part === 'string' ? `\0${part}` : '\0';
    return [{ kind, parts: parts.map((kept, place) => (place === index ? other : kept)) }];
  });
}

/**
 * What is wrong with the names of templates that are compared one after the other: a name that nobody captured before, or that is captured twice.
 *
 * @param templates of one arm, in order
 */
export function faultOfNames(templates: readonly Template[]): string | undefined {
  const known = new Set<string>();
  for (const hole of templates.flatMap(({ parts }) => parts)) {
    if (typeof hole === 'string' || hole.kind === 'some') continue;
    if (!/^[a-z]\w*$/.test(hole.name)) return `'${hole.name}' cannot be the name of a capture`;
    const recalled = hole.kind === 'same' ? hole.name : hole.above?.name;
    if (recalled !== undefined && !known.has(recalled))
      return `nothing was captured as '${recalled}' before it is compared`;
    if (hole.kind === 'capture' && known.has(hole.name)) return `two places are captured as '${hole.name}'`;
    known.add(hole.name);
  }
  return undefined;
}
