/** What is measured, and what is demanded of it. */
import { table } from '../runner/cli/table.ts';

/** A demand on the median; both limits are themselves allowed. */
export type Target = { most: number } | { least: number };

/** Values of one quantity, measured in one run. */
export interface Figure {
  what: string;
  /** Kernel or kernels that it was measured on. */
  kernel: string;
  /** `ms`, `s`, `%`, `times` (a ratio), or what was counted. */
  unit: string;
  /** How many values. */
  count: number;
  median: number;
  min: number;
  max: number;
  target?: Target;
  met?: boolean;
}

/** The middle value, or the mean of both; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/**
 * Sums up measured values.
 *
 * @param about what they are
 * @param values in its unit
 * @param target what the median must keep
 */
export function figure(
  about: Pick<Figure, 'what' | 'kernel' | 'unit'>,
  values: readonly number[],
  target?: Target,
): Figure {
  const middle = median(values);
  const figure = { ...about, count: values.length, median: middle, min: Math.min(...values), max: Math.max(...values) };
  if (target === undefined) return figure;
  const met = 'most' in target ? middle <= target.most : middle >= target.least;
  return { ...figure, target, met };
}

/** Figures as a table for people. */
export function renderFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, kernel, unit, count, median, min, max, target, met }) => [
    what,
    kernel,
    ...[median, min, max].map(number),
    unit,
    `${count}`,
    target === undefined ? '' : 'most' in target ? `≤ ${target.most}` : `≥ ${target.least}`,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ]);
  return table([['', 'kernel', 'median', 'min', 'max', 'unit', 'n', 'target', ''], ...rows]);
}

function number(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Number.isInteger(value) ? `${value}` : value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
