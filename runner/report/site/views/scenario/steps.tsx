/** What every group of kernels was expected to answer, and answered, step by step. */
import type { Step } from '../../../../results/schema.ts';
import { Scroll } from '../../client/scroll.tsx';
import type { Site } from '../../client/site.ts';
import type { Group } from './groups.ts';
import { kernelsInWords } from './kernels.ts';
import { isSame, type Row, rowsOf } from './rows.ts';

/** Both arms. */
export function Steps({ site, groups, chosen }: { site: Site; groups: readonly Group[]; chosen: number }) {
  const lists = groups.map(({ verdict }) => verdict.steps);
  const arms = (['test', 'control'] as const).map((arm) => ({ arm, rows: rowsOf(lists, arm) }));
  return (
    <>
      {arms
        .filter(({ rows }) => rows.length > 0)
        .map(({ arm, rows }) => (
          <section key={arm} aria-label={`Steps of the ${arm} arm`}>
            <h3>{arm === 'test' ? 'With the sandbox' : 'Control arm: the same without the sandbox'}</h3>
            <Table site={site} groups={groups} chosen={chosen} rows={rows} arm={arm} />
          </section>
        ))}
    </>
  );
}

interface TableProps {
  site: Site;
  groups: readonly Group[];
  chosen: number;
  rows: readonly Row[];
  arm: Step['arm'];
}

function Table({ site, groups, chosen, rows, arm }: TableProps) {
  return (
    <Scroll label={`Table of the steps of the ${arm} arm`}>
      <table class="steps">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Actor</th>
            <th scope="col">Call</th>
            {groups.map(({ columns }, place) => (
              <th scope="col" key={columns.join()} class={place === chosen ? 'chosen' : undefined}>
                {kernelsInWords(site, columns)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={`${place}`} class={`${row.role}${groups.length > 1 && !isSame(row) ? ' differs' : ''}`}>
              <td class="number">{(row.cells[chosen] ?? row.cells.find(Boolean))?.id}</td>
              <td>{row.actor}</td>
              <td>
                <code>{row.cells[chosen]?.words ?? row.words}</code>
              </td>
              {row.cells.map((step, group) => (
                <td key={`${group}`} class={group === chosen ? 'chosen' : undefined}>
                  <Answer step={step} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Answer({ step }: { step: Step | undefined }) {
  if (step === undefined) return <span class="quiet">not asked</span>;
  const { ok, observed, expected, role } = step;
  if (!ok) {
    return (
      <strong class="bad">
        ✗ {observed}, expected {expected}
      </strong>
    );
  }
  if (role === 'setup') return <span class="quiet">{observed}</span>;
  return (
    <>
      <span class="good">✓</span> {observed}
      {expected !== observed && <span class="quiet"> (expected {expected})</span>}
    </>
  );
}
