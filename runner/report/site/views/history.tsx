/** What one kernel answered in several runs. */
import { useMemo, useState } from 'preact/hooks';
import { go, hashOf } from '../client/route.ts';
import { Scroll } from '../client/scroll.tsx';
import type { Site } from '../client/site.ts';
import type { View } from '../client/view.ts';
import { count, plural, versionOf, when } from '../client/words.ts';
import { MARKS, type Mark } from '../format.ts';
import { countsOf, type History, historiesOf, kernelsWithHistory } from './history/flips.ts';

/** More rows than this are shown only to who asks for them. */
const FIRST = 200;

/** `#/history/KERNEL` */
export const history: View = {
  name: 'history',
  menu: 'History',
  offered: (site) => kernelsWithHistory(site).size > 0,
  title: ({ site, route }) => `History of ${route.rest || [...kernelsWithHistory(site).keys()][0]}`,
  Page: ({ site, route }) => {
    const kernels = kernelsWithHistory(site);
    const kernel = route.rest || [...kernels.keys()][0] || '';
    const columns = kernels.get(kernel);
    if (columns === undefined) {
      return (
        <>
          <h1>No history</h1>
          <p>No kernel of this name was asked by more than one run of this report.</p>
        </>
      );
    }
    return (
      <>
        <h1>History of {kernel}</h1>
        {kernels.size > 1 && (
          <label>
            Kernel{' '}
            <select value={kernel} onChange={({ currentTarget }) => go(hashOf('history', currentTarget.value))}>
              {[...kernels.keys()].map((id) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          </label>
        )}
        <Runs site={site} columns={columns} />
        <Flips key={kernel} site={site} columns={columns} />
      </>
    );
  },
};

function Runs({ site, columns }: { site: Site; columns: readonly number[] }) {
  const counts = columns.map((column) => countsOf(site, column));
  const marks = Object.values(MARKS).filter((mark) => counts.some((one) => one.has(mark)));
  return (
    <Scroll label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Time</th>
            <th scope="col">Release</th>
            {marks.map((mark) => (
              <th scope="col" key={mark}>
                {words(mark)}
              </th>
            ))}
            <th scope="col">Changes</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, place) => {
            const { run, kernel, key } = site.columns[column]!;
            const before = columns[place - 1];
            return (
              <tr key={key}>
                <th scope="row">{site.runs[run]!.name}</th>
                <td>{when(site.runs[run]!.started)}</td>
                <td>{versionOf(kernel)}</td>
                {marks.map((mark) => (
                  <td key={mark}>{count(counts[place]!.get(mark) ?? 0)}</td>
                ))}
                <td>
                  {before === undefined ? (
                    <span class="quiet">first</span>
                  ) : (
                    <a
                      href={hashOf('diff', '', [
                        ['before', site.columns[before]!.key],
                        ['after', key],
                      ])}
                    >
                      what differs from {site.runs[site.columns[before]!.run]!.name}
                    </a>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Flips({ site, columns }: { site: Site; columns: readonly number[] }) {
  const [all, setAll] = useState(false);
  const histories = useMemo(() => historiesOf(site, columns), [site, columns.join()]);
  if (histories.length === 0) return <p role="status">Every scenario had the same verdict in every run.</p>;
  return (
    <>
      <h2>{plural(histories.length, 'scenario')} whose verdict changed</h2>
      <Scroll label="Scenarios whose verdict changed">
        <table class="flips">
          <thead>
            <tr>
              <th scope="col">Scenario</th>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {site.runs[site.columns[column]!.run]!.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? histories : histories.slice(0, FIRST)).map((history) => (
              <Row key={history.row} site={site} columns={columns} history={history} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {!all && histories.length > FIRST && (
        <button type="button" onClick={() => setAll(true)}>
          Show the other {count(histories.length - FIRST)}
        </button>
      )}
    </>
  );
}

function Row({ site, columns, history }: { site: Site; columns: readonly number[]; history: History }) {
  const { row, marks, flips, unstable } = history;
  return (
    <tr>
      <th scope="row">
        <a href={hashOf('scenario', site.id(row))}>{site.title(row)}</a>
      </th>
      {marks.map((mark, place) => (
        <td key={columns[place]} class={flips.includes(place) ? 'flip' : undefined}>
          {mark === undefined ? (
            <span class="quiet">not asked</span>
          ) : (
            <a
              href={hashOf('scenario', site.id(row), [['kernel', site.columns[columns[place]!]!.key]])}
              class={`mark-${mark}`}
            >
              {flips.includes(place) ? `→ ${words(mark)}` : words(mark)}
              {unstable.includes(place) && ', repetitions disagree'}
            </a>
          )}
        </td>
      ))}
    </tr>
  );
}

function words(mark: Mark): string {
  return mark === 'known' ? 'pass, known bug' : mark;
}
