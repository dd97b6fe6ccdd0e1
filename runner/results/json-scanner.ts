/** Finds where the values of a JSON text end, without holding the text: files may be larger than a string can be, cut off, or made to hurt. */
import { readSync } from 'node:fs';

/** The text ended within a value. */
export class CutOff extends Error {}

/** A byte that no JSON has there. */
export class Damaged extends Error {}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const BLANK = new Set(Buffer.from(' \n\r\t'));
const LONGEST_LINE = 1 << 20;
const AFTER_SCALAR = new Set(Buffer.from(',]} \n\r\t:'));

/** Reads a file from its beginning, value by value. */
export class JsonScanner {
  readonly #file: number;
  readonly #most: number;
  #bytes = Buffer.allocUnsafe(1 << 20);
  #from = 0;
  #to = 0;
  #passed = 0;

  /**
   * @param file descriptor of the file
   * @param most bytes of one value; of a larger one only the end is found
   */
  constructor(file: number, most: number) {
    this.#file = file;
    this.#most = most;
  }

  /** Where in the file the next byte is. */
  get position(): number {
    return this.#passed + this.#from;
  }

  /** The next byte that is not blank, as a character, without taking it; undefined at the end. */
  peek(): string | undefined {
    for (;;) {
      while (this.#from < this.#to && BLANK.has(this.#bytes[this.#from]!)) this.#from++;
      if (this.#from < this.#to) return String.fromCharCode(this.#bytes[this.#from]!);
      if (!this.#more()) return undefined;
    }
  }

  /** Take the next character that is not blank. */
  take(allowed: string): string {
    const character = this.peek();
    if (character === undefined) throw new CutOff();
    if (!allowed.includes(character)) throw new Damaged(`'${character}' at byte ${this.position}`);
    this.#from++;
    return character;
  }

  /** Go to the end of the line. */
  skipLine(): void {
    for (;;) {
      const end = this.#bytes.subarray(this.#from, this.#to).indexOf(NEWLINE);
      if (end >= 0) {
        this.#from += end;
        return;
      }
      this.#from = this.#to;
      if (!this.#more()) return;
    }
  }

  /** What is left of the line, without taking it, and valid until something is taken; undefined when its end is far. */
  line(): Buffer | undefined {
    if (this.peek() === undefined) return undefined;
    for (;;) {
      const ahead = this.#bytes.subarray(this.#from, this.#to);
      const end = ahead.indexOf(NEWLINE);
      if (end >= 0) return ahead.subarray(0, end);
      if (ahead.length > LONGEST_LINE || !this.#more()) return undefined;
    }
  }

  /** Take some bytes of the line. */
  skip(count: number): void {
    this.#from += count;
  }

  /** Take the next value. Its text, undefined when it is larger than allowed. */
  value(): string | undefined {
    const first = this.peek();
    if (first === undefined) throw new CutOff();
    const length = first === '"' || first === '{' || first === '[' ? this.#nested() : this.#scalar();
    if (length === undefined) return undefined;
    const text = this.#bytes.toString('utf8', this.#from, this.#from + length);
    this.#from += length;
    return text;
  }

  #scalar(): number {
    for (let length = 0; ; length++) {
      if (length > 1000) throw new Damaged(`a word without end at byte ${this.position}`);
      if (this.#from + length === this.#to && !this.#more()) return length;
      if (AFTER_SCALAR.has(this.#bytes[this.#from + length]!)) {
        if (length === 0) throw new Damaged(`'${this.peek()}' at byte ${this.position}`);
        return length;
      }
    }
  }

  /** Length of a string, object or array; undefined when it was too large, and is passed. */
  #nested(): number | undefined {
    let depth = 0;
    let quoted = false;
    let dropped = false;
    let length = 0;
    for (;;) {
      const bytes = this.#bytes;
      const end = this.#to;
      for (let at = this.#from + length; at < end; at++) {
        const byte = bytes[at]!;
        if (quoted) {
          if (byte === BACKSLASH) at++;
          else if (byte === QUOTE) quoted = false;
          else if (byte === NEWLINE) {
            this.#from = at;
            throw new Damaged(`a line that ends within a string, at byte ${this.position}`);
          }
        } else if (byte === QUOTE) quoted = true;
        else if (byte === 0x7b || byte === 0x5b) depth++;
        else if (byte === 0x7d || byte === 0x5d) depth--;
        else continue;
        if (depth === 0 && !quoted && at < end) {
          length = at + 1 - this.#from;
          if (!dropped) return length;
          this.#from += length;
          return undefined;
        }
      }
      // An escaped character may be the first one of what is read next: then its backslash is looked at again.
      length = end - this.#from;
      if (quoted && this.#endsInEscape(end)) length--;
      if (length > this.#most) {
        this.#from += length;
        length = 0;
        dropped = true;
      }
      if (!this.#more()) throw new CutOff();
    }
  }

  /** An odd number of backslashes before `end`. */
  #endsInEscape(end: number): boolean {
    let count = 0;
    while (end - count > this.#from && this.#bytes[end - count - 1] === BACKSLASH) count++;
    return count % 2 === 1;
  }

  /** Read on; false at the end of the file. */
  #more(): boolean {
    if (this.#from > 0) {
      this.#bytes.copyWithin(0, this.#from, this.#to);
      this.#passed += this.#from;
      this.#to -= this.#from;
      this.#from = 0;
    }
    if (this.#to === this.#bytes.length) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
      this.#bytes.copy(larger, 0, 0, this.#to);
      this.#bytes = larger;
    }
    const count = readSync(this.#file, this.#bytes, this.#to, this.#bytes.length - this.#to, null);
    this.#to += count;
    return count > 0;
  }
}
