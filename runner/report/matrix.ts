/** The matrix: what was promised, down; kernels, across. Below it, what kernels differ in although neither ABI nor errata tell. */
import type { Kernel, Results, Verdict } from '../results/schema.ts';
import { plain, type Style, shorten } from './style.ts';
import { byTopic, rowsOf } from './topics.ts';

const GAP = '  ';
const WIDEST_COLUMN = 24;

/** The matrix as text, in as many blocks as the width asks for. */
export function renderMatrix(
  doc: Results,
  { width = 120, style = plain, everySpec = false }: { width?: number; style?: Style; everySpec?: boolean } = {},
): string {
  const rows = [...byTopic(doc.verdicts, rowsOf(doc, everySpec)), ['all', doc.verdicts] as [string, Verdict[]]];
  const features = differingFeatures(doc.kernels);
  const head = ['', 'release', 'ABI', 'errata', 'features'];
  const foot = features.length > 0 ? ['', 'features that differ', ...features] : [];
  const labels = [...head, ...rows.map(([topic]) => topic), ...foot];
  const labelWidth = Math.min(
    Math.max(...labels.map(({ length }) => length)),
    Math.max(12, width - WIDEST_COLUMN - GAP.length),
  );
  const columns = doc.kernels.map((kernel) => column(kernel, rows, features, style));
  return blocks(columns, width - labelWidth)
    .map((block) =>
      labels
        .map((label, row) => {
          const name = shorten(label, labelWidth).padEnd(labelWidth);
          const cells = block.map(({ cells, width }) => cells[row]!.paint(cells[row]!.text.padEnd(width)));
          return (
            (row < head.length || labels.length - row < foot.length ? style.dim(name) : name) +
            cells.map((cell) => GAP + cell).join('')
          );
        })
        .map((line) => line.trimEnd())
        .join('\n'),
    )
    .join('\n\n');
}

/** The same as cells of text, a row each: labels first, a column for each kernel. Features that differ are not part of it. */
export function matrixCells(doc: Results): string[][] {
  const rows = [...byTopic(doc.verdicts, rowsOf(doc)), ['all', doc.verdicts] as [string, Verdict[]]];
  const labels = ['', 'release', 'ABI', 'errata', 'features', ...rows.map(([topic]) => topic)];
  const columns = doc.kernels.map((kernel) => column(kernel, rows, [], plain).cells);
  return labels.map((label, row) => [label, ...columns.map((cells) => cells[row]!.text)]);
}

interface Cell {
  text: string;
  paint(text: string): string;
}

interface Column {
  cells: Cell[];
  width: number;
}

/** Names of the features that some of these kernels have and others lack. */
function differingFeatures(kernels: readonly Kernel[]): string[] {
  const names = new Set(kernels.flatMap(({ features }) => Object.keys(features)));
  return [...names].filter((name) => new Set(kernels.map(({ features }) => features[name] === true)).size > 1).sort();
}

/** `9 of 15`: how many of the probed features a kernel has. */
function featureCount({ features }: Kernel): string {
  const values = Object.values(features);
  return `${values.filter(Boolean).length} of ${values.length}`;
}

function column(kernel: Kernel, rows: [string, Verdict[]][], features: readonly string[], style: Style): Column {
  const head = [
    shorten(kernel.id, WIDEST_COLUMN),
    versionOf(kernel),
    kernel.abi === 0 ? 'none' : `${kernel.abi}`,
    errataText(kernel.errata),
    featureCount(kernel),
  ];
  const cells = [
    ...head.map((text, index) => ({ text, paint: index === 0 ? style.bold : style.dim })),
    ...rows.map(([, verdicts]) =>
      cell(
        verdicts.filter((verdict) => verdict.kernel === kernel.id),
        style,
      ),
    ),
    ...(features.length > 0 ? ['', '', ...features.map((name) => (kernel.features[name] ? 'yes' : 'no'))] : []).map(
      (text) => ({ text, paint: style.dim }),
    ),
  ];
  return { cells, width: Math.max(...cells.map(({ text }) => text.length)) };
}

/** `42 ok`, `41/42` when not all are as expected, `-` when nothing was judged. */
function cell(verdicts: Verdict[], style: Style): Cell {
  const judged = verdicts.filter(({ verdict }) => verdict !== 'unsupported');
  const passed = judged.filter(({ verdict }) => verdict === 'pass').length;
  if (judged.length === 0) return { text: '-', paint: style.dim };
  if (passed === judged.length) return { text: `${passed} ok`, paint: style.good };
  return { text: `${passed}/${judged.length}`, paint: style.bad };
}

/** Columns that fit beside each other, at least one a block. */
function blocks(columns: Column[], width: number): Column[][] {
  const result: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const needed = GAP.length + column.width;
    if (result.length === 0 || needed > left) {
      result.push([]);
      left = width;
    }
    result.at(-1)!.push(column);
    left -= needed;
  }
  return result;
}

/** 7.3.4 of 7.3.4+deb14-cloud-amd64; a release candidate keeps its -rc. */
export function shortRelease(release: string): string {
  return /^\d+(\.\d+)*(-rc\d+)?/.exec(release)?.[0] ?? release;
}

/** Debian's release of 6.1.192 is 6.1.0-56-cloud-amd64: where the version is known, it says more. */
function versionOf({ release, version }: Kernel): string {
  return /^\d+\.\d+/.test(version) ? shortRelease(version) : shortRelease(release);
}

/** Errata by number, as the kernel documents them: bit 0 is erratum 1. A dash when the kernel refused to tell. */
export function errataText(mask: number | null): string {
  if (mask === null) return '-';
  const numbers = [...mask.toString(2)].reverse().flatMap((bit, index) => (bit === '1' ? [index + 1] : []));
  return numbers.join(',') || 'none';
}
