/**
 * Documentation references: where a promise is made. What may stand in `doc` of a scenario or of a check, as docs/guides/writing-scenarios.md tells it:
 *
 *     FILE                            a file of the kernel's source; * for any part of its name
 *     FILE: ITEM, ITEM                and what to look for in it
 *     FOLDER/: ITEM                   in some file of a folder
 *     signal(7)                       a manual page
 *     commit 33cb713db016 ("subject")
 *     [PATCH v2 0/6] subject (2025-12-30)
 *
 * An ITEM is `name()`, `NAME`, a heading (documentation only) or "text"; a remark in parentheses may follow. Several references are joined by `; `.
 */

/** What is looked for in a file. */
export type Item =
  | { readonly kind: 'function' | 'name' | 'text'; readonly text: string }
  /** In the words of the reference: what stands in parentheses may be a part of the heading, or a remark. */
  | { readonly kind: 'heading'; readonly text: string };

export type Reference =
  | { readonly kind: 'file'; readonly path: string; readonly items: readonly Item[] }
  | { readonly kind: 'manual' | 'commit' | 'message'; readonly text: string };

/** A reference that has none of the forms. */
export class BadReference extends Error {
  override readonly name = 'BadReference';
}

/** Parts between separators that stand in no parentheses, brackets or quotation marks. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === '"') quoted = !quoted;
    else if (!quoted && '(['.includes(letter)) depth++;
    else if (!quoted && ')]'.includes(letter)) depth--;
    else if (depth === 0 && !quoted && text.startsWith(separator, at)) {
      parts.push(text.slice(begin, at));
      begin = at + separator.length;
    }
  }
  if (quoted || depth !== 0)
    throw new BadReference(`'${text}' has a quotation mark or parenthesis without its other half`);
  return [...parts, text.slice(begin)];
}

const PATH = /^[\w.-]+(\/[\w.*-]+)+\/?$/;
/** Without the remark in parentheses at its end. */
function withoutRemark(item: string): string {
  if (!item.endsWith(')')) return item;
  let depth = 0;
  for (let at = item.length - 1; at > 0; at--) {
    if (item[at] === ')') depth++;
    if (item[at] === '(' && --depth === 0) return item[at - 1] === ' ' ? item.slice(0, at - 1) : item;
  }
  return item;
}

/** Whether a file is documentation, in which headings are looked for. */
const hasHeadings = (path: string) => path.endsWith('.rst');

function parseItem(item: string, path: string): Item {
  const bare = withoutRemark(item);
  const called = /^(\w+)\(\)$/.exec(bare)?.[1];
  if (called !== undefined) return { kind: 'function', text: called };
  const quoted = /^"([^"]+)"$/.exec(bare)?.[1];
  if (quoted !== undefined) return { kind: 'text', text: quoted };
  // A name of C has an underscore or capitals only; in documentation a single word may be a heading.
  const name = /^(?:struct )?(\w+)$/.exec(bare)?.[1];
  if (name !== undefined && (!hasHeadings(path) || /^[A-Z0-9_]+$/.test(name) || name.includes('_')))
    return { kind: 'name', text: name };
  if (hasHeadings(path) && /^[\w`]/.test(item)) return { kind: 'heading', text: item };
  const hint = hasHeadings(path) ? 'a heading, name(), NAME or "text"' : 'name(), NAME or "text"';
  throw new BadReference(`'${item}' in ${path} is not ${hint}, possibly with a remark in parentheses`);
}

function parseOne(reference: string): Reference {
  if (/^[\w.+-]+\(\d\w*\)$/.test(reference)) return { kind: 'manual', text: reference };
  if (/^commit [0-9a-f]{12,40}( \("[^"]+"\))?$/.test(reference)) return { kind: 'commit', text: reference };
  if (/^\[(PATCH|RFC)[^\]]*\] \S.* \(\d{4}-\d\d-\d\d[^)]*\)$/.test(reference))
    return { kind: 'message', text: reference };
  const [path = '', ...rest] = reference.split(': ');
  if (!PATH.test(path)) {
    throw new BadReference(
      `'${reference}' does not begin with a file of the kernel's source, and is no manual page, commit or message`,
    );
  }
  const items = rest.length === 0 ? [] : splitOutside(rest.join(': '), ', ').map((item) => parseItem(item, path));
  return { kind: 'file', path, items };
}

/**
 * Reads a documentation reference.
 *
 * @throws BadReference that says which part is of no accepted form
 */
export function parseReferences(doc: string): Reference[] {
  return splitOutside(doc, '; ').map(parseOne);
}
