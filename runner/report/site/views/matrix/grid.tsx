/** The matrix itself: a treegrid of which only the rows in sight exist. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Site } from '../../client/site.ts';
import { moveOf, type Spot } from './focus.ts';
import { Head } from './head.tsx';
import { BodyRow, ROW_HEIGHT } from './row.tsx';
import type { Row } from './tree.ts';

/** Rows beyond the edges of what is in sight. */
const SPARE = 8;
/** Rows of the head; those of the body are numbered after them. */
const HEAD_ROWS = 4;

/** The table. */
export function Grid(props: {
  site: Site;
  rows: readonly Row[];
  columns: readonly number[];
  onToggle(key: string): void;
}) {
  const { site, rows, columns, onToggle } = props;
  const box = useRef<HTMLElement>(null);
  const { first, count, look } = useWindow(box, rows.length);
  const [spot, setSpot] = useState<Spot>();
  const wanted = useRef(false);
  const current = spot && rows.some(({ key }) => key === spot.key) ? spot : { key: rows[0]?.key ?? '', column: 0 };
  const page = Math.max(1, count - 2 * SPARE - 2);

  useLayoutEffect(() => {
    if (!wanted.current) return;
    const cell = box.current?.querySelector<HTMLElement>('[tabindex="0"][data-spot]');
    if (!cell) return;
    wanted.current = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || !(event.target as Element).closest('[data-spot]')) return;
    const move = moveOf(event.key, event.ctrlKey, current, rows, columns.length + 1, page);
    if (move === undefined) return;
    event.preventDefault();
    if ('toggle' in move) {
      onToggle(move.toggle);
      wanted.current = true;
      return;
    }
    wanted.current = true;
    setSpot(move.to);
    look(rows.findIndex(({ key }) => key === move.to.key));
  };

  const end = Math.min(rows.length, first + count);
  return (
    <section class="grid" ref={box} aria-label="Verdicts">
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a treegrid is a table that is moved about in.
        role="treegrid"
        aria-label="Scenarios and kernels"
        aria-rowcount={rows.length + HEAD_ROWS}
        aria-colcount={columns.length + 1}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col class="name" />
          {columns.map((column) => (
            <col key={column} class="kernel" />
          ))}
        </colgroup>
        <Head site={site} columns={columns} />
        <Space rows={first} width={columns.length + 1} />
        <tbody>
          {rows.slice(first, end).map((row, place) => (
            <BodyRow
              key={row.key}
              site={site}
              row={row}
              columns={columns}
              number={first + place + HEAD_ROWS + 1}
              focused={row.key === current.key ? current.column : undefined}
              onFocus={setSpot}
              onToggle={onToggle}
            />
          ))}
        </tbody>
        <Space rows={rows.length - end} width={columns.length + 1} />
      </table>
    </section>
  );
}

/** Room for rows that are not there. */
function Space({ rows, width }: { rows: number; width: number }) {
  if (rows <= 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr class="space">
        <td colSpan={width} style={{ height: `${rows * ROW_HEIGHT}px` }} />
      </tr>
    </tbody>
  );
}

/** Which rows are in sight of a box that scrolls. */
function useWindow(box: { current: HTMLElement | null }, rows: number) {
  const [sight, setSight] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      // Whole rows: less would draw again for every pixel.
      const top = Math.floor(element.scrollTop / ROW_HEIGHT);
      const height = element.clientHeight;
      setSight((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const count = Math.ceil(sight.height / ROW_HEIGHT) + 2 * SPARE;
  const first = Math.max(0, Math.min(sight.top - SPARE, rows - count));
  return {
    first,
    count,
    /** Bring a row into sight that may not exist yet. */
    look(row: number) {
      const element = box.current;
      if (element === null) return;
      const head = element.querySelector('thead')?.clientHeight ?? 0;
      const top = row * ROW_HEIGHT;
      const seen = element.clientHeight - head;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + ROW_HEIGHT > element.scrollTop + seen) element.scrollTop = top + ROW_HEIGHT - seen;
    },
  };
}
