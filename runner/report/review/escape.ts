/** HTML in which text cannot become markup. */

/** Markup that is whole; only {@link html} makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a hole of a template. */
export type Hole = Markup | string | number | readonly Hole[];

/** A template: holes are text, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...holes: Hole[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < holes.length ? fill(holes[index]!) : '')).join(''));
}

function fill(hole: Hole): string {
  if (hole instanceof Markup) return hole.text;
  if (typeof hole === 'string' || typeof hole === 'number') return escaped(`${hole}`);
  return hole.map(fill).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
