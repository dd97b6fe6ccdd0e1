/** What views ask: runs, kernels, scenarios and verdicts by their place. */
import { type Column, type Details, type Index, MARKS, type Mark, type Run } from '../format.ts';
import { load } from './data.ts';
import { type FullVerdict, unpackCell } from './unpack.ts';

export type { FullVerdict };

/** A scenario, without its verdicts. */
export interface Promised {
  /** Its place. */
  row: number;
  id: string;
  topic: string;
  slug: string;
  title: string;
  tags: string[];
  doc: string;
  needs: string[];
  /** The spec. */
  file: string;
  suite: string | undefined;
  /** Arguments of the command that asks for it again, where it is not `run`. */
  again: string | undefined;
}

/** The results that the page shows. Scenarios (rows) and kernels of runs (columns) are named by their place. */
export class Site {
  readonly runs: readonly Run[];
  readonly columns: readonly Column[];
  readonly topics: readonly { name: string; first: number; end: number }[];
  /** How many scenarios there are. */
  readonly size: number;
  readonly #index: Index;
  readonly #flips: ReadonlySet<string>;
  readonly #suites: ReadonlyMap<number, string>;
  readonly #again: ReadonlyMap<number, string>;
  readonly #topicOf: Uint32Array;
  #rows: Map<string, number> | undefined;

  constructor(index: Index) {
    this.#index = index;
    this.runs = index.runs;
    this.columns = index.columns;
    this.size = index.slugs.length;
    this.topics = index.topics.map((topic, place) => ({ ...topic, end: index.topics[place + 1]?.first ?? this.size }));
    this.#flips = new Set(index.flips.map(([row, column]) => `${row} ${column}`));
    this.#suites = new Map(index.suites);
    this.#again = new Map(index.again);
    this.#topicOf = new Uint32Array(this.size);
    for (const [place, { first, end }] of this.topics.entries()) this.#topicOf.fill(place, first, end);
  }

  /** The scenario at a place. */
  scenario(row: number): Promised {
    const [tags, doc, needs, file] = this.#index.about[row]!.map((place) => this.#index.texts[place]!);
    return {
      row,
      id: this.id(row),
      topic: this.topics[this.#topicOf[row]!]!.name,
      slug: this.#index.slugs[row]!,
      title: this.#index.titles[row]!,
      tags: words(tags!),
      doc: doc!,
      needs: words(needs!),
      file: file!,
      suite: this.#suites.get(row),
      again: this.#again.get(row),
    };
  }

  /** Its identity. */
  id(row: number): string {
    const topic = this.topics[this.#topicOf[row]!]!.name;
    const slug = this.#index.slugs[row]!;
    return topic === slug ? slug : `${topic}/${slug}`;
  }

  /** Its promise. */
  title(row: number): string {
    return this.#index.titles[row]!;
  }

  /** The place of a scenario; undefined when no run has it. */
  find(id: string): number | undefined {
    this.#rows ??= new Map(Array.from({ length: this.size }, (_, row) => [this.id(row), row]));
    return this.#rows.get(id);
  }

  /** The place of a column, by its key or, the newest of them, by its kernel. */
  findColumn(key: string): number | undefined {
    const exact = this.columns.findIndex((column) => column.key === key);
    const place = exact >= 0 ? exact : this.columns.findIndex(({ kernel, newest }) => newest && kernel.id === key);
    return place >= 0 ? place : undefined;
  }

  /** What came of a scenario on a kernel, the worst of its repetitions; undefined when it was not asked. */
  mark(row: number, column: number): Mark | undefined {
    return MARKS[this.letters(row)[column]!];
  }

  /** The marks of all columns as letters, see MARKS. */
  letters(row: number): string {
    return this.#index.patterns[this.#index.cells[row]!]!;
  }

  /** A letter for each column: kernels with the same one behaved the same in every step. A dot where the scenario was not asked. */
  behaviours(row: number): string {
    return this.#index.patterns[this.#index.behaviours[row]!]!;
  }

  /** Did repetitions on one kernel disagree? */
  flips(row: number, column: number): boolean {
    return this.#flips.has(`${row} ${column}`);
  }

  /** Everything about the verdicts of a scenario, by column: one for each repetition; undefined where it was not asked. */
  async details(row: number): Promise<(FullVerdict[] | undefined)[]> {
    const details = await load<Details>(`details-${Math.floor(row / this.#index.chunk)}`);
    return details.cells[row % this.#index.chunk]!.map((cell) => (cell === 0 ? undefined : unpackCell(details, cell)));
  }

  /** The same for one column. */
  async verdicts(row: number, column: number): Promise<FullVerdict[] | undefined> {
    const details = await load<Details>(`details-${Math.floor(row / this.#index.chunk)}`);
    const cell = details.cells[row % this.#index.chunk]![column]!;
    return cell === 0 ? undefined : unpackCell(details, cell);
  }

  /** Data of a single view, see extras.ts. */
  load<T>(name: string): Promise<T> {
    return load<T>(name);
  }
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
