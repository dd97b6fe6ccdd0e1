/** What two kernels, or two runs of one, answered differently. */
import { useState } from 'preact/hooks';
import {
  CHANGE_IN_WORDS,
  CHANGES,
  type Change,
  type FactChange,
  type Group,
  groupDifferences,
} from '../../../compare/index.ts';
import { Problem } from '../client/app.tsx';
import { usePromise } from '../client/promise.ts';
import { change as changeQuery, hashOf } from '../client/route.ts';
import { Scroll } from '../client/scroll.tsx';
import type { Site } from '../client/site.ts';
import type { View, ViewProps } from '../client/view.ts';
import { abiOf, count, plural, versionOf } from '../client/words.ts';
import { type ColumnComparison, compareColumns, usualPair } from './diff/compare.ts';

/** `#/diff?before=KEY&after=KEY&change=CHANGE&text=TEXT` */
export const diff: View = {
  name: 'diff',
  menu: 'Differences',
  offered: (site) => site.columns.length > 1,
  title: (props) => {
    const [before, after] = pairOf(props);
    return before === undefined || after === undefined ? 'Differences' : `From ${before.key} to ${after.key}`;
  },
  Page,
};

function placesOf({ site, route }: ViewProps): [number | undefined, number | undefined] {
  const usual = usualPair(site);
  const place = (key: string, otherwise: number) => {
    const asked = route.query.get(key);
    return asked === undefined ? otherwise : site.findColumn(asked);
  };
  return [place('before', usual[0]), place('after', usual[1])];
}

function pairOf(props: ViewProps) {
  return placesOf(props).map((place) => (place === undefined ? undefined : props.site.columns[place]));
}

function Page(props: ViewProps) {
  const { site, route } = props;
  const [before, after] = placesOf(props);
  return (
    <>
      <h1>What differs</h1>
      <form class="pair" onSubmit={(event) => event.preventDefault()}>
        <Choice site={site} name="before" label="From" place={before} />
        <Choice site={site} name="after" label="to" place={after} />
        <button
          type="button"
          onClick={() => swap(site, before, after)}
          disabled={before === undefined || after === undefined}
        >
          Swap
        </button>
      </form>
      {before === undefined || after === undefined ? (
        <p class="problem">No run has this kernel. Choose another.</p>
      ) : (
        <Comparison key={`${before} ${after}`} site={site} before={before} after={after} query={route.query} />
      )}
    </>
  );
}

function swap(site: Site, before: number | undefined, after: number | undefined): void {
  if (before === undefined || after === undefined) return;
  changeQuery({ before: site.columns[after]!.key, after: site.columns[before]!.key });
}

function Choice({ site, name, label, place }: { site: Site; name: string; label: string; place: number | undefined }) {
  return (
    <label>
      {label}{' '}
      <select
        value={place === undefined ? '' : site.columns[place]!.key}
        onChange={({ currentTarget }) => changeQuery({ [name]: currentTarget.value })}
      >
        {place === undefined && <option value="">choose</option>}
        {site.columns.map(({ key, kernel }) => (
          <option key={key} value={key}>
            {key} ({versionOf(kernel)}, ABI {abiOf(kernel)})
          </option>
        ))}
      </select>
    </label>
  );
}

interface ComparisonProps {
  site: Site;
  before: number;
  after: number;
  query: ReadonlyMap<string, string>;
}

function Comparison({ site, before, after, query }: ComparisonProps) {
  const [progress, setProgress] = useState('');
  const compared = usePromise(
    () => compareColumns(site, before, after, (done, all) => setProgress(`${count(done)} of ${count(all)}`)),
    `${before} ${after}`,
  );
  if (compared.state === 'failed') return <Problem error={compared.error} />;
  if (compared.state === 'waiting') return <p role="status">Comparing what was observed … {progress}</p>;
  return <Found site={site} after={after} compared={compared.value} query={query} />;
}

interface FoundProps {
  site: Site;
  after: number;
  compared: ColumnComparison;
  query: ReadonlyMap<string, string>;
}

function Found({ site, after, compared, query }: FoundProps) {
  const { counts, differences, facts } = compared;
  const chosen = query.get('change') ?? '';
  const text = query.get('text') ?? '';
  const shown = differences.filter(
    ({ change, scenario, what }) =>
      (chosen === '' || change === chosen) &&
      (scenario.includes(text) || what.toLowerCase().includes(text.toLowerCase())),
  );
  const groups = groupDifferences(shown);
  return (
    <>
      <Counts counts={counts} chosen={chosen} />
      <label class="text">
        Only with the text{' '}
        <input
          type="search"
          value={text}
          onInput={({ currentTarget }) => changeQuery({ text: currentTarget.value }, { replace: true })}
        />
      </label>
      <p role="status">
        {shown.length === 0
          ? 'No scenario differs.'
          : `${plural(shown.length, 'scenario')} with ${plural(groups.length, 'change')}`}
      </p>
      {CHANGES.map((change) => {
        const own = groups.filter((group) => group.change === change);
        return own.length === 0 ? null : (
          <Changes key={change} site={site} after={after} change={change} groups={own} />
        );
      })}
      <Facts facts={facts} />
    </>
  );
}

function Counts({ counts, chosen }: { counts: ReadonlyMap<Change, number>; chosen: string }) {
  return (
    <ul class="counts" aria-label="Show only">
      {CHANGES.filter((change) => counts.get(change)! > 0).map((change) => (
        <li key={change} class={`change-${change}`}>
          {change === 'same' ? (
            <span>
              {count(counts.get(change)!)} {change}
            </span>
          ) : (
            <button
              type="button"
              aria-pressed={chosen === change}
              title={CHANGE_IN_WORDS[change]}
              onClick={() => changeQuery({ change: chosen === change ? '' : change })}
            >
              {count(counts.get(change)!)} {change}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Changes({
  site,
  after,
  change,
  groups,
}: {
  site: Site;
  after: number;
  change: Change;
  groups: readonly Group[];
}) {
  const scenarios = groups.reduce((sum, { count }) => sum + count, 0);
  return (
    <section aria-label={change} class={`change-${change}`}>
      <h2>
        {change}{' '}
        <span class="quiet">
          {CHANGE_IN_WORDS[change]}: {plural(scenarios, 'scenario')}
        </span>
      </h2>
      {groups.map((group) => (
        <Same key={group.what} site={site} after={after} group={group} />
      ))}
    </section>
  );
}

/** All scenarios with the same change; their list is made when somebody wants to see it. */
function Same({ site, after, group: { what, count: scenarios, topics } }: { site: Site; after: number; group: Group }) {
  const [open, setOpen] = useState(scenarios <= 3);
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <strong>{what}</strong>{' '}
        <span class="quiet">
          {plural(scenarios, 'scenario')} in {topics.length === 1 ? topics[0]!.topic : plural(topics.length, 'topic')}
        </span>
      </summary>
      {open &&
        topics.map(({ topic, differences }) => (
          <div key={topic}>
            <h3>{topic}</h3>
            <ul>
              {differences.map(({ scenario }) => (
                <li key={scenario}>
                  <a href={hashOf('scenario', scenario, [['kernel', site.columns[after]!.key]])}>
                    {site.title(site.find(scenario)!)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </details>
  );
}

function Facts({ facts }: { facts: readonly FactChange[] }) {
  if (facts.length === 0) return null;
  return (
    <section aria-label="The kernels">
      <h2>The kernels</h2>
      <Scroll label="What the kernels say of themselves">
        <table>
          <thead>
            <tr>
              <th scope="col">Fact</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {facts.map(({ name, before, after }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{before ?? 'not there'}</td>
                <td>{after ?? 'not there'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
