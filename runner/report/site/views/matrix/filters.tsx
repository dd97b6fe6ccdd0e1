/** The controls above the matrix. */
import type { Site } from '../../client/site.ts';
import { plural, when } from '../../client/words.ts';
import type { Searchable } from './filter.ts';
import type { MatrixState } from './state.ts';

const VERDICTS = [
  ['failed', 'not as expected'],
  ['mismatch', 'mismatch'],
  ['crash', 'crash'],
  ['hang', 'hang'],
  ['broken', 'broken'],
  ['known', 'known bug'],
  ['unsupported', 'unsupported'],
  ['pass', 'pass'],
] as const;

const DIFFERENCES = [
  ['verdict', 'in verdict'],
  ['behaviour', 'in behaviour'],
] as const;

/** Filters; `onChange` is told what is to be different. */
export function Filters(props: {
  site: Site;
  searchable: Searchable;
  state: MatrixState;
  onChange(changes: Partial<MatrixState>): void;
}) {
  const { site, searchable, state, onChange } = props;
  const tags = [...searchable.counts].map(([tag, count]) => [tag, `${tag} (${count})`] as const);
  return (
    <search class="filters">
      <label>
        Text{' '}
        <input
          type="search"
          value={state.text}
          placeholder="words of a scenario"
          onInput={({ currentTarget }) => onChange({ text: currentTarget.value })}
        />
      </label>
      <Choice label="Tag" value={state.tag} options={tags} onChange={(tag) => onChange({ tag })} />
      <Choice label="Verdict" value={state.verdict} options={VERDICTS} onChange={(verdict) => onChange({ verdict })} />
      <Choice
        label="Differs between kernels"
        value={state.differs}
        options={DIFFERENCES}
        onChange={(differs) => onChange({ differs })}
      />
      <Kernels site={site} state={state} onChange={onChange} />
    </search>
  );
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange(value: string): void;
}) {
  const { label, value, options, onChange } = props;
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">any</option>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Kernels({ site, state, onChange }: Pick<Parameters<typeof Filters>[0], 'site' | 'state' | 'onChange'>) {
  const offered = site.columns.filter(({ newest }) => newest || state.older);
  const chosen = offered.filter(({ key, kernel }) => state.kernels.includes(key) || state.kernels.includes(kernel.id));
  const shown = chosen.length > 0 ? chosen : offered;
  const toggle = (key: string, on: boolean) => {
    const keys = offered.map((column) => column.key).filter((other) => (other === key ? on : isShown(other)));
    onChange({ kernels: keys.length === offered.length ? [] : keys });
  };
  const isShown = (key: string) => shown.some((column) => column.key === key);
  return (
    <details class="kernels">
      <summary>Kernels: {chosen.length === 0 ? 'all' : `${chosen.length} of ${offered.length}`}</summary>
      <fieldset>
        <legend>Kernels to show</legend>
        {offered.map(({ key, run }) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={isShown(key)}
              disabled={shown.length === 1 && isShown(key)}
              onChange={({ currentTarget }) => toggle(key, currentTarget.checked)}
            />{' '}
            {key} {site.runs.length > 1 && <span class="quiet">{when(site.runs[run]!.started)}</span>}
          </label>
        ))}
        {site.columns.some(({ newest }) => !newest) && (
          <label>
            <input
              type="checkbox"
              checked={state.older}
              onChange={({ currentTarget }) => onChange({ older: currentTarget.checked, kernels: [] })}
            />{' '}
            older runs of the same kernels, too ({plural(site.runs.length, 'run')})
          </label>
        )}
        <button type="button" disabled={chosen.length === 0} onClick={() => onChange({ kernels: [] })}>
          Show all
        </button>
      </fieldset>
    </details>
  );
}
