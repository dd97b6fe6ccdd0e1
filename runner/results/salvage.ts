/**
 * Reads a results document piece by piece: one that was cut off keeps what is whole, and one that is larger than a string can be is read all the same.
 */
import { closeSync, openSync } from 'node:fs';
import { UserError } from '../../vm/errors.ts';
import { apply, JOURNAL } from './journal-format.ts';
import { CutOff, Damaged, JsonScanner } from './json-scanner.ts';
import { faultOfHead, HEAD, LISTS, type List, OPTIONAL, Pieces } from './pieces.ts';
import { requireSchema } from './read.ts';
import { type Results, SCHEMA } from './schema.ts';

/** No verdict needs more, not even one with a million steps. */
const LARGEST_PIECE = 200 << 20;

const COMMA = 0x2c;
const PATIENCE = 100;

/** What of a document could be read. */
export interface Salvaged {
  doc: Results;
  /** What could not, in words; empty for a document that is whole. */
  lost: string[];
  /** Whether it is the journal of a run, which may end anywhere. */
  isJournal: boolean;
}

/**
 * Read a results document, or the journal of a run that was killed, as far as it is whole. Verdicts with the same steps share them.
 *
 * @param pieces those of another document that is held at the same time, to share its steps as well
 * @throws {UserError} when it is not there, not a results document, or one of another version
 */
export function salvageResults(path: string, pieces = new Pieces()): Salvaged {
  const file = open(path);
  try {
    return new Salvage(path, new JsonScanner(file, LARGEST_PIECE), pieces).read();
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new UserError(`cannot read ${path}: ${message}`);
    throw new UserError(`no results at ${path}`, { hint: 'run some scenarios first: ./kconform run' });
  }
}

class Salvage {
  readonly #path: string;
  readonly #scanner: JsonScanner;
  readonly #doc: Results = {
    schema: SCHEMA,
    tool: { version: 'unknown' },
    started: '1970-01-01T00:00:00Z',
    finished: '1970-01-01T00:00:00Z',
    status: 'interrupted',
    command: 'unknown',
    host: { kernel: 'unknown', qemu: null, accelerator: 'none', cpu_model: null, jobs: 1 },
    kernels: [],
    scenarios: [],
    verdicts: [],
    infrastructure: [],
  };
  readonly #head = new Map<string, unknown>();
  readonly #pieces: Pieces;
  readonly #lost: string[] = [];
  /** Pieces that are not valid, by what they are. */
  readonly #invalid = new Map<string, { count: number; why: string }>();
  /** How many verdicts in a row may not be lines until no line is looked for. */
  #lines = PATIENCE;
  /** The list that was begun and not ended. */
  #within: List | undefined;

  constructor(path: string, scanner: JsonScanner, pieces: Pieces) {
    this.#path = path;
    this.#scanner = scanner;
    this.#pieces = pieces;
  }

  read(): Salvaged {
    try {
      if (this.#scanner.peek() !== '{') throw new Damaged('it does not begin with {');
      this.#document();
      if (this.#isJournal) {
        this.#head.set('finished', this.#head.get('started')).set('status', 'interrupted');
        this.#readHead();
        this.#journal();
      } else if (this.#scanner.peek() !== undefined) this.#lost.push('text after the end of the document');
    } catch (error) {
      if (!(error instanceof CutOff || error instanceof Damaged)) throw error;
      this.#broken(error);
    }
    if (!this.#isJournal) {
      requireSchema(this.#head.get('schema'), this.#path);
      this.#readHead();
    }
    for (const [what, { count, why }] of this.#invalid) this.#lost.push(`${count} of its ${what}: ${why}`);
    return { doc: this.#doc, lost: this.#lost, isJournal: this.#isJournal };
  }

  get #isJournal(): boolean {
    return this.#head.get('schema') === JOURNAL;
  }

  #document(): void {
    this.#scanner.take('{');
    if (this.#scanner.peek() === '}') return;
    do {
      const key = this.#parsed() as string;
      this.#scanner.take(':');
      const list = LISTS.find((name) => name === key);
      if (list !== undefined && this.#scanner.peek() === '[') this.#list(list);
      else this.#head.set(key, this.#parsed());
    } while (this.#scanner.take(',}') === ',');
  }

  #list(list: List): void {
    this.#scanner.take('[');
    this.#within = list;
    if (this.#scanner.peek() === ']') this.#scanner.take(']');
    else while (this.#piece(list) ? this.#scanner.take(',]') === ',' : this.#resume());
    this.#within = undefined;
  }

  /** Whether the scanner is behind the piece; otherwise it is somewhere within. */
  #piece(list: List): boolean {
    if (list === 'verdicts' && this.#lines > 0 && this.#verdictLine()) return true;
    try {
      const text = this.#scanner.value();
      if (text === undefined) throw new Error('larger than 200 MB');
      (this.#doc[list] as unknown[]).push(this.#pieces.read(list, text));
    } catch (error) {
      if (error instanceof CutOff) throw error;
      this.#invalidPiece(list, error as Error);
      return !(error instanceof Damaged);
    }
    return true;
  }

  /** Read a verdict that stands on a line. Documents that are written in another way are soon known. */
  #verdictLine(): boolean {
    const line = this.#scanner.line();
    const length = line === undefined ? 0 : line.length - (line.at(-1) === COMMA ? 1 : 0);
    const verdict = line && this.#pieces.verdict(line.subarray(0, length));
    if (verdict === undefined) {
      this.#lines--;
      return false;
    }
    this.#lines = PATIENCE;
    this.#doc.verdicts.push(verdict);
    this.#scanner.skip(length);
    return true;
  }

  /** Pieces stand on lines of their own: the next line is a new beginning. Whether there is one. */
  #resume(): boolean {
    this.#scanner.skipLine();
    if (this.#scanner.peek() === '{') return true;
    this.#scanner.take(']');
    return false;
  }

  /** The lines after the first one. */
  #journal(): void {
    while (this.#scanner.peek() !== undefined) {
      try {
        const text = this.#scanner.value();
        if (text === undefined) throw new Error('larger than 200 MB');
        apply(this.#doc, this.#pieces.entry(JSON.parse(text)));
      } catch (error) {
        if (error instanceof CutOff) throw error;
        this.#invalidPiece('lines', error as Error);
        this.#scanner.skipLine();
      }
    }
  }

  #readHead(): void {
    for (const key of [...HEAD, ...OPTIONAL.filter((key) => this.#head.has(key))]) {
      const value = this.#head.get(key);
      const wrong = value === undefined ? 'is missing' : faultOfHead(key, value);
      if (wrong !== undefined) this.#lost.push(`its '${key}': ${wrong}`);
      else Object.assign(this.#doc, { [key]: value });
    }
  }

  #parsed(): unknown {
    const text = this.#scanner.value();
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Damaged((error as Error).message);
    }
  }

  #invalidPiece(what: string, { message }: Error): void {
    const known = this.#invalid.get(what);
    if (known === undefined) this.#invalid.set(what, { count: 1, why: message });
    else known.count++;
  }

  #broken(error: CutOff | Damaged): void {
    const { kernels, scenarios, verdicts } = this.#doc;
    const what = error instanceof CutOff ? `ends at byte ${this.#scanner.position}` : `is damaged, ${error.message}`;
    const where = this.#within === undefined ? '' : ` within its ${this.#within}`;
    const asked = kernels.length * scenarios.length;
    const left =
      this.#within === 'verdicts' && asked > 0 ? `: ${verdicts.length} verdicts are whole, of up to ${asked}` : '';
    this.#lost.push(`it ${what}${where}${left}; the rest is lost`);
  }
}
