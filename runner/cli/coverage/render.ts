import type { Measured } from '../../coverage/measure.ts';
import { type PatchCoverage, patchFigures } from '../../coverage/patch.ts';
import { patchSections } from '../../coverage/patch-report.ts';
import { regionRows, renderFiles, wayRows } from '../../coverage/report.ts';
import { plural } from '../../report/style.ts';
import type { Results } from '../../results/schema.ts';
import { isExpected } from '../../results/summary.ts';
import { table } from '../table.ts';

/** What a run reached, for people: what it did not, then figures by file, then the series, and where the rest is. */
export function renderCoverage({
  doc,
  path,
  files,
  guests,
  lost,
  series,
}: Measured & { doc: Results; path: string; series: readonly PatchCoverage[] }): string {
  const failed = doc.verdicts.filter(({ verdict }) => !isExpected(verdict)).length;
  const summary = [
    `${plural(doc.verdicts.length, 'scenario')}, ${failed} not as expected, ${plural(guests, 'guest')}`,
    ...(lost > 0
      ? [`${plural(lost, 'guest')} died: what was counted there since the counters were last read is lost`]
      : []),
    `results: ${path}`,
  ];
  return [
    section('never run', regionRows(files)),
    section('ways not taken, by line', wayRows(files)),
    table(renderFiles(files)),
    ...renderSeries(series),
    `${summary.join('\n')}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function renderSeries(series: readonly PatchCoverage[]): string[] {
  if (series.length === 0) return [];
  const { code, ran } = patchFigures(series);
  return [
    ...patchSections(series).map(
      ({ title, rows, uncounted }) =>
        section(title, rows) + uncounted.map((file) => `  not counted: ${file}\n`).join(''),
    ),
    `the series: ${ran} of ${code} added lines of code ran\n`,
  ];
}

/** Empty without rows, but for a title that says something by itself. */
function section(title: string, rows: string[][]): string {
  if (rows.length === 0) return title.includes(': ') ? `${title}\n` : '';
  return `${title}\n${table(rows.map((row) => [`  ${row[0]}`, ...row.slice(1)]))}`;
}
