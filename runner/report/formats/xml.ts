/** Writing XML, an element at a time: a run has tens of thousands of them, too many for a tree. */

/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Record<string, string | number | undefined>;

/** The start of an element. */
export function startTag(name: string, attributes: Attributes = {}): string {
  return `<${name}${written(attributes)}>`;
}

/** An element that holds text, or nothing. */
export function element(name: string, attributes: Attributes, text = ''): string {
  return text === ''
    ? `<${name}${written(attributes)}/>`
    : `${startTag(name, attributes)}${escapeText(text)}</${name}>`;
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeAttribute(`${value}`)}"`]))
    .join('');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};

function escapeAttribute(text: string): string {
  return withoutOrders(known(text).replaceAll(/[&<>"\t\n]/g, (character) => entities[character]!));
}

function escapeText(text: string): string {
  return withoutOrders(known(text).replaceAll(/[&<>]/g, (character) => entities[character]!));
}

/** The text stays what it is, and yet a log that shows the document gives no orders to GitHub's runner, as in safe-text.ts. */
function withoutOrders(escaped: string): string {
  return escaped.replaceAll('##[', '##&#91;').replaceAll(/^(\s*):/gm, '$1&#58;');
}

/** XML 1.0 has no way to write most control characters, and consoles are full of them. */
function known(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
