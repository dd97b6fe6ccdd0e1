/** SVG as data: a page makes elements of it, a test or a file text. Nothing that a document says can become markup. */

/** An element. */
export interface SvgNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (SvgNode | string)[];
}

/** Makes an element. */
export function el(tag: string, attributes: SvgNode['attributes'], ...children: (SvgNode | string)[]): SvgNode {
  return { tag, attributes, children };
}

/** As text. */
export function serialiseSvg({ tag, attributes, children }: SvgNode): string {
  const said = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeText(String(value))}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escapeText(child) : serialiseSvg(child)));
  return `<${tag}${said.join('')}>${inner.join('')}</${tag}>`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
