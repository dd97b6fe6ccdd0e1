/** Moving about in the matrix with the keyboard, as in the treegrid of the ARIA Authoring Practices: one cell of it is in the order of Tab, arrows do the rest. */
import type { Row } from './tree.ts';

/** A cell: which row, by its key, and which column, 0 being the name. */
export interface Spot {
  key: string;
  column: number;
}

/** What a key asks for. */
export type Move = { to: Spot } | { toggle: string } | undefined;

/**
 * What a key does.
 *
 * @param rows those that are shown
 * @param columns how many, with the name
 * @param page how many rows a page has
 */
export function moveOf(
  key: string,
  ctrl: boolean,
  spot: Spot,
  rows: readonly Row[],
  columns: number,
  page: number,
): Move {
  const place = rows.findIndex((row) => row.key === spot.key);
  const row = rows[place];
  if (row === undefined) return undefined;
  const at = (target: number, column = spot.column): Move => {
    const there = rows[Math.max(0, Math.min(rows.length - 1, target))]!;
    return { to: { key: there.key, column } };
  };
  switch (key) {
    case 'ArrowDown':
      return at(place + 1);
    case 'ArrowUp':
      return at(place - 1);
    case 'PageDown':
      return at(place + page);
    case 'PageUp':
      return at(place - page);
    case 'Home':
      return ctrl ? at(0) : at(place, 0);
    case 'End':
      return ctrl ? at(rows.length - 1) : at(place, columns - 1);
    case 'ArrowRight':
      if (spot.column === 0 && row.kind === 'group' && !row.open) return { toggle: row.key };
      return at(place, Math.min(columns - 1, spot.column + 1));
    case 'ArrowLeft':
      if (spot.column > 0) return at(place, spot.column - 1);
      if (row.kind === 'group' && row.open) return { toggle: row.key };
      return at(parentOf(rows, place));
    case 'Enter':
    case ' ':
      return row.kind === 'group' ? { toggle: row.key } : undefined;
    default:
      return undefined;
  }
}

function parentOf(rows: readonly Row[], place: number): number {
  const level = levelOf(rows[place]!);
  for (let at = place - 1; at >= 0; at--) if (levelOf(rows[at]!) < level) return at;
  return place;
}

/** How deep a row is, from 1. */
export function levelOf(row: Row): number {
  return row.kind === 'group' ? row.group.level : row.level;
}
