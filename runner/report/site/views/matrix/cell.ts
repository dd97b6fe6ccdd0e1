/** What stands in a cell. */
import type { Mark } from '../../format.ts';
import type { Counts } from './tree.ts';

/** How a mark is written where there is little room, and what kind of news it is. */
const MARK_WORDS: Record<Mark, [words: string, tone: string]> = {
  pass: ['ok', 'good'],
  known: ['known', 'odd'],
  mismatch: ['mismatch', 'bad'],
  crash: ['crash', 'bad'],
  hang: ['hang', 'bad'],
  broken: ['broken', 'bad'],
  unsupported: ['n/a', 'none'],
};

/** Text and tone of one verdict. */
export function markCell(mark: Mark | undefined): [words: string, tone: string] {
  return mark === undefined ? ['', 'none'] : MARK_WORDS[mark];
}

/** Text and tone of many: `42 ok`, `41/42` when not all are as expected, a dash when nothing was judged. */
export function countCell({ passed, known, judged }: Counts, column: number): [words: string, tone: string] {
  const all = judged[column]!;
  if (all === 0) return ['–', 'none'];
  if (passed[column] !== all) return [`${passed[column]}/${all}`, 'bad'];
  return [`${all} ok`, known[column] === 0 ? 'good' : 'odd'];
}
