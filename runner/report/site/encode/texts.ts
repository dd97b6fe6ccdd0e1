/** Values that stand once in a file and are named by their place in it. */

/** No text of a page is longer; what a document holds beyond that is said and left out. */
export const LONGEST_TEXT = 32_768;

/** A list in which every value stands once. */
export class Once<T, K = T> {
  readonly values: T[] = [];
  readonly #places = new Map<K, number>();

  /** The place of the value with this key; it is made when there is none yet. */
  place(key: K, make: () => T): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.values.push(make()) - 1;
    this.#places.set(key, place);
    return place;
  }
}

/** Texts, each once. */
export class Texts {
  readonly #once = new Once<string>();

  get values(): string[] {
    return this.#once.values;
  }

  /** The place of a text. */
  place(text: string): number {
    const cut = shortened(text);
    return this.#once.place(cut, () => cut);
  }
}

/** A text that is not too long for a page, and that can stand in an address: half a surrogate pair cannot. */
export function shortened(text: string, most = LONGEST_TEXT): string {
  if (text.length <= most) return text.toWellFormed();
  return `${text.slice(0, most).toWellFormed()}… (${text.length - most} characters more)`;
}

/** A value in which no text is too long for a page, and no list longer than anybody reads. */
export function shortenedAll<T>(value: T): T {
  if (typeof value === 'string') return shortened(value) as T;
  if (Array.isArray(value)) return value.slice(0, 1000).map(shortenedAll) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).slice(0, 1000);
  return Object.fromEntries(entries.map(([key, part]) => [shortened(key, 400), shortenedAll(part)])) as T;
}
