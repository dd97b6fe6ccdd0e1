/** Scenarios by topic, down; kernels, across. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { go, hashOf } from '../client/route.ts';
import type { View, ViewProps } from '../client/view.ts';
import { count, plural } from '../client/words.ts';
import { chosenColumns, matching, searchable } from './matrix/filter.ts';
import { Filters } from './matrix/filters.tsx';
import { Grid } from './matrix/grid.tsx';
import { type MatrixState, readState, writeState } from './matrix/state.ts';
import { rowsOf, toggled, treeOf } from './matrix/tree.ts';

/** `#/matrix?text=…&tag=…&verdict=…&differs=…&kernels=…&runs=all&open=…` */
export const matrix: View = {
  name: 'matrix',
  menu: 'Matrix',
  title: () => 'Matrix',
  Page: Matrix,
};

function Matrix({ site, route }: ViewProps) {
  const [state, setState] = useAddress(route.query);
  const search = useMemo(() => searchable(site), [site]);
  const tree = useMemo(() => treeOf(site), [site]);
  const columns = useMemo(() => chosenColumns(site, state), [site, state.kernels.join(), state.older]);
  const { text, tag, verdict, differs } = state;
  const shown = useMemo(
    () => matching(site, search, state, columns),
    [site, search, columns, text, tag, verdict, differs],
  );
  const rows = useMemo(() => rowsOf(site, tree, shown, state.open), [site, tree, shown, state.open]);
  const found = shown.filter(Boolean).length;
  const filtered = found < site.size;
  return (
    <>
      <div class="title">
        <h1>Matrix</h1>
        <p role="status">
          {filtered ? `${count(found)} of ` : ''}
          {plural(site.size, 'scenario')} on {plural(columns.length, 'kernel')}
        </p>
      </div>
      <Filters site={site} searchable={search} state={state} onChange={setState} />
      <p class="buttons">
        <button type="button" onClick={() => setState({ open: { base: 'all', own: new Map() } })}>
          Expand all
        </button>
        <button type="button" onClick={() => setState({ open: { base: 'none', own: new Map() } })}>
          Collapse all
        </button>
        <button
          type="button"
          disabled={!filtered}
          onClick={() => setState({ text: '', tag: '', verdict: '', differs: '' })}
        >
          Clear filters
        </button>
        <span class="quiet">A line between two kernels: they behaved differently. Amber: with a known bug.</span>
      </p>
      {found === 0 ? (
        <p>No scenario is like that.</p>
      ) : (
        <Grid
          site={site}
          rows={rows}
          columns={columns}
          onToggle={(key) => setState({ open: toggled(rows, state.open, key) })}
        />
      )}
    </>
  );
}

/** How long after the last letter the address is written: browsers do not like it to be written all the time. */
const PAUSE = 250;

/** The state in the address. What is typed shows at once, and stands in the address a moment later. */
function useAddress(query: ReadonlyMap<string, string>): [MatrixState, (changes: Partial<MatrixState>) => void] {
  const written = JSON.stringify([...query]);
  const [ahead, setAhead] = useState<{ since: string; state: MatrixState }>();
  const read = useMemo(() => readState(query), [written]);
  const state = ahead?.since === written ? ahead.state : read;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (changes: Partial<MatrixState>) => {
    const next = { ...state, ...changes };
    setAhead({ since: written, state: next });
    clearTimeout(timer.current);
    const write = () => go(hashOf('matrix', '', Object.entries(writeState(next))), { replace: true });
    if ('text' in changes) timer.current = setTimeout(write, PAUSE);
    else write();
  };
  return [state, set];
}
