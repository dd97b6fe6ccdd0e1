/** Which scenarios and kernels a state asks for. */
import type { Site } from '../../client/site.ts';
import { MARKS, type Mark } from '../../format.ts';
import type { MatrixState } from './state.ts';

/** Marks that are not as expected. */
const FAILED: ReadonlySet<Mark> = new Set(['mismatch', 'crash', 'hang', 'broken']);

/** Texts and tags of a site, made ready once. */
export interface Searchable {
  texts: readonly string[];
  tags: readonly ReadonlySet<string>[];
  /** How many scenarios have a tag, in the order of the alphabet. */
  counts: ReadonlyMap<string, number>;
}

/** Make it. */
export function searchable(site: Site): Searchable {
  const texts: string[] = [];
  const tags: Set<string>[] = [];
  const counts = new Map<string, number>();
  const sets = new Map<string, Set<string>>();
  for (let row = 0; row < site.size; row++) {
    const scenario = site.scenario(row);
    texts.push(`${scenario.id} ${scenario.title}`.toLowerCase());
    const key = scenario.tags.join(' ');
    const set = sets.get(key) ?? new Set(scenario.tags);
    sets.set(key, set);
    tags.push(set);
    for (const tag of set) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return { texts, tags, counts: new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Places of the columns that a state asks for. */
export function chosenColumns(site: Site, { kernels, older }: MatrixState): number[] {
  const offered = site.columns.flatMap(({ newest }, place) => (newest || older ? [place] : []));
  const chosen = new Set(kernels);
  const columns = offered.filter((place) => {
    const { key, kernel } = site.columns[place]!;
    return chosen.has(key) || chosen.has(kernel.id);
  });
  // An address of another report may name kernels that are not here.
  return columns.length > 0 ? columns : offered;
}

/** For each scenario, whether a state asks for it. */
export function matching(
  site: Site,
  { texts, tags }: Searchable,
  { text, tag, verdict, differs }: MatrixState,
  columns: readonly number[],
): boolean[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const letters = new Set(lettersOf(verdict));
  return texts.map((content, row) => {
    if (tag !== '' && !tags[row]!.has(tag)) return false;
    if (!words.every((word) => content.includes(word))) return false;
    if (letters.size > 0 && !columns.some((column) => letters.has(site.letters(row)[column]!))) return false;
    return differs === '' || differ(site, row, columns, differs);
  });
}

function lettersOf(verdict: string): string[] {
  return Object.entries(MARKS).flatMap(([letter, mark]) =>
    mark === verdict || (verdict === 'failed' && FAILED.has(mark)) ? [letter] : [],
  );
}

/** Do those kernels that could answer differ? */
function differ(site: Site, row: number, columns: readonly number[], what: string): boolean {
  const marks = site.letters(row);
  const compared = what === 'verdict' ? marks : site.behaviours(row);
  let first: string | undefined;
  for (const column of columns) {
    const mark = marks[column]!;
    if (mark === '.' || mark === 'u') continue;
    first ??= compared[column]!;
    if (compared[column] !== first) return true;
  }
  return false;
}
