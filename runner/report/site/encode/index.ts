/** Packs what the page needs at once: runs, kernels, scenarios, and one letter for each verdict. */
import { quote } from '../../quote.ts';
import { slugOf, specOf } from '../../topics.ts';
import type { Column, Index, Run } from '../format.ts';
import { type Behaviours, flips, worst } from './behaviour.ts';
import type { Source, Table, TableColumn } from './table.ts';
import { Once, shortened, shortenedAll, Texts } from './texts.ts';

/** Scenarios of which details share a file. */
export const CHUNK = 64;

/** What stands in the lists of the page is shorter than what stands on its pages. */
const LONGEST_TITLE = 400;

/** Pack the table. */
export function packIndex({ sources, columns, rows }: Table, behaviours: Behaviours): Index {
  const texts = new Texts();
  const patterns = new Texts();
  const scenarios = rows.map(({ scenario }) => scenario);
  const topics = new Once<Index['topics'][number], string>();
  for (const [first, { id }] of scenarios.entries())
    topics.place(specOf(id), () => ({ name: shortened(specOf(id), LONGEST_TITLE), first }));
  return {
    runs: sources.map(packRun),
    columns: columns.map(packColumn),
    topics: topics.values,
    slugs: scenarios.map(({ id }) => shortened(slugOf(id), LONGEST_TITLE)),
    titles: scenarios.map(({ title }) => shortened(title, LONGEST_TITLE)),
    about: scenarios.map(({ tags, doc, needs, file }) => [
      texts.place(tags.join(' ')),
      texts.place(doc),
      texts.place(needs.join(' ')),
      texts.place(file),
    ]),
    texts: texts.values,
    suites: scenarios.flatMap(({ suite }, row): Index['suites'] =>
      suite === undefined ? [] : [[row, shortened(suite)]],
    ),
    again: scenarios.flatMap(({ again }, row): Index['again'] =>
      again === undefined ? [] : [[row, shortened(again.map(quote).join(' '))]],
    ),
    cells: rows.map(({ cells }) => patterns.place(cells.map((cell) => (cell ? worst(cell) : '.')).join(''))),
    behaviours: rows.map((row) => patterns.place(behaviourPattern(row, behaviours))),
    patterns: patterns.values,
    flips: rows.flatMap(({ cells }, row) =>
      cells.flatMap((cell, column): Index['flips'] => (cell && flips(cell) ? [[row, column]] : [])),
    ),
    chunk: CHUNK,
  };
}

function behaviourPattern({ cells }: Table['rows'][number], behaviours: Behaviours): string {
  const seen = new Once<string>();
  return cells
    .map((cell) => {
      if (cell === undefined) return '.';
      const key = [...new Set(cell.map((verdict) => behaviours.keyOf(verdict)))].join('\n');
      // From `0` on, past what JSON must escape.
      return String.fromCharCode(0x30 + seen.place(key, () => key));
    })
    .join('');
}

function packRun({ name, doc, lost }: Source): Run {
  const { tool, started, finished, status, command, host, infrastructure } = doc;
  return shortenedAll({ name, tool, started, finished, status, command, host, infrastructure, lost });
}

function packColumn({ key, run, newest, kernel }: TableColumn): Column {
  const { features, masks, config = {}, config_sha256: _, ...rest } = kernel;
  const names = Object.keys(features).sort();
  return shortenedAll({
    key,
    run,
    newest,
    kernel: rest,
    features: names.filter((name) => features[name]),
    lacks: names.filter((name) => !features[name]),
    masks: Object.entries(masks),
    config: Object.entries(config),
  });
}
