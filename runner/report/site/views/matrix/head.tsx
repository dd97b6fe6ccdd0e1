/** The head of the matrix: which kernels, and what they say of themselves. */
import type { Site } from '../../client/site.ts';
import { abiOf, errataOf, versionOf, when } from '../../client/words.ts';
import type { Column } from '../../format.ts';

const LINES: [label: string, text: (column: Column) => string][] = [
  ['release', ({ kernel }) => versionOf(kernel)],
  ['ABI', ({ kernel }) => abiOf(kernel)],
  ['errata', ({ kernel }) => errataOf(kernel)],
];

/** Four rows. */
export function Head({ site, columns }: { site: Site; columns: readonly number[] }) {
  const shown = columns.map((place) => site.columns[place]!);
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" aria-colindex={1}>
          Scenario
        </th>
        {shown.map(({ key, kernel, run }, place) => (
          <th
            scope="col"
            key={key}
            aria-colindex={place + 2}
            title={`${key}, ${kernel.release}, ${when(site.runs[run]!.started)}`}
          >
            {kernel.id}
          </th>
        ))}
      </tr>
      {LINES.map(([label, text], line) => (
        <tr key={label} aria-rowindex={line + 2} class="fact">
          <th scope="row" aria-colindex={1}>
            {label}
          </th>
          {shown.map((column, place) => (
            <td key={column.key} aria-colindex={place + 2}>
              {text(column)}
            </td>
          ))}
        </tr>
      ))}
    </thead>
  );
}
