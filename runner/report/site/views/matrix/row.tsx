/** One row of the matrix. */
import { hashOf } from '../../client/route.ts';
import type { Site } from '../../client/site.ts';
import { count, plural } from '../../client/words.ts';
import { countCell, markCell } from './cell.ts';
import type { Spot } from './focus.ts';
import { levelOf } from './focus.ts';
import type { Row } from './tree.ts';

/** In pixels, as in matrix.css: rows that do not exist must be as high as those that do. */
export const ROW_HEIGHT = 28;

/** A group or a scenario. */
export function BodyRow(props: {
  site: Site;
  row: Row;
  columns: readonly number[];
  /** Number in the whole table. */
  number: number;
  /** The column of the cell that Tab goes to, when it is in this row. */
  focused: number | undefined;
  onFocus(spot: Spot): void;
  onToggle(key: string): void;
}) {
  const { site, row, columns, number, focused, onFocus, onToggle } = props;
  const spot = (column: number) => ({
    'data-spot': '',
    tabIndex: focused === column ? 0 : -1,
    onFocus: () => onFocus({ key: row.key, column }),
  });
  const level = levelOf(row);
  return (
    <tr
      class={row.kind}
      aria-level={level}
      aria-rowindex={number}
      aria-expanded={row.kind === 'group' ? row.open : undefined}
      data-key={row.key}
    >
      <th scope="row" aria-colindex={1} class={`level-${Math.min(level, 6)}`}>
        {row.kind === 'group' ? (
          <button type="button" class="label" {...spot(0)} onClick={() => onToggle(row.key)}>
            <span aria-hidden="true" class="arrow">
              {row.open ? '▾' : '▸'}
            </span>
            {row.group.label} <span class="quiet">{count(row.counts.scenarios)}</span>
          </button>
        ) : (
          <a {...spot(0)} href={hashOf('scenario', row.key)} title={site.title(row.row)}>
            {site.title(row.row)}
          </a>
        )}
      </th>
      {row.kind === 'group'
        ? columns.map((column, place) => {
            const [words, tone] = countCell(row.counts, column);
            return (
              <td key={column} aria-colindex={place + 2} class={tone} {...spot(place + 1)}>
                {words}
                {tone === 'odd' && <span class="unseen">, {plural(row.counts.known[column]!, 'known bug')}</span>}
              </td>
            );
          })
        : columns.map((column, place) => (
            <td key={column} aria-colindex={place + 2} class={verdictClass(site, row.row, columns, place)}>
              <a {...spot(place + 1)} href={hashOf('scenario', row.key, [['kernel', site.columns[column]!.key]])}>
                {markCell(site.mark(row.row, column))[0]}
                {site.flips(row.row, column) && <span title="repetitions disagree">≠</span>}
              </a>
            </td>
          ))}
    </tr>
  );
}

/** The tone, and whether the kernel to the left behaved in another way. */
function verdictClass(site: Site, row: number, columns: readonly number[], place: number): string {
  const column = columns[place]!;
  const [, tone] = markCell(site.mark(row, column));
  if (place === 0) return tone;
  const behaviours = site.behaviours(row);
  const [here, left] = [behaviours[column], behaviours[columns[place - 1]!]];
  return here !== left && here !== '.' && left !== '.' ? `${tone} changed` : tone;
}
