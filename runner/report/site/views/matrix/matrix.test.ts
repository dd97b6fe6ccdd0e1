import { expect, test } from 'vitest';
import { sampleResults } from '../../../../results/sample.ts';
import { hashOf, parseHash } from '../../client/route.ts';
import { Site } from '../../client/site.ts';
import { laterResults, sampleIndex, source } from '../../testing/sample.ts';
import { countCell } from './cell.ts';
import { chosenColumns, matching, searchable } from './filter.ts';
import { moveOf } from './focus.ts';
import { type MatrixState, readState, writeState } from './state.ts';
import { type Row, rowsOf, toggled, treeOf } from './tree.ts';

const site = new Site(sampleIndex());
const usual = readState(new Map());

/** Slugs of the scenarios that a state shows. */
function shown(changes: Partial<MatrixState>, of = site): string[] {
  const state = { ...usual, ...changes };
  const rows = matching(of, searchable(of), state, chosenColumns(of, state));
  return rows.flatMap((match, row) => (match ? [of.scenario(row).slug] : []));
}

test('filters by text, tag, verdict and difference', () => {
  expect(shown({})).toHaveLength(5);
  expect(shown({ text: 'KILL  scope' })).toEqual(['kill-the-parent']);
  expect(shown({ text: 'kill abstract' })).toEqual([]);
  expect(shown({ tag: 'landlock' })).toHaveLength(5);
  expect(shown({ tag: 'land' })).toEqual([]);
  expect(shown({ verdict: 'mismatch' })).toEqual(['connect-to-a-sibling']);
  expect(shown({ verdict: 'known' })).toEqual(['all-threads-are-restricted']);
  expect(shown({ verdict: 'failed' })).toHaveLength(4);
  expect(shown({ verdict: 'crash', kernels: ['debian:5.10'] })).toEqual([]);
  // The kernel that could not be asked does not differ.
  expect(shown({ differs: 'verdict' }).sort()).toEqual([
    'all-threads-are-restricted',
    'connect-to-a-sibling',
    'kill-the-parent',
  ]);
});

test('the same verdict can be another behaviour', () => {
  const doc = sampleResults();
  doc.verdicts[5]!.steps = [{ ...doc.verdicts[5]!.steps[0]!, observed: 'fd', expected: 'fd' }];
  const other = new Site(sampleIndex([source(doc)]));
  expect(shown({ text: 'version', differs: 'verdict' }, other)).toEqual([]);
  expect(shown({ text: 'version', differs: 'behaviour' }, other)).toEqual(['version-is-answered']);
});

test('columns: the newest of each kernel, or all, or those that are named', () => {
  const several = new Site(sampleIndex([source(sampleResults(), 'a'), source(laterResults(), 'b')]));
  const keys = (changes: Partial<MatrixState>) =>
    chosenColumns(several, { ...usual, ...changes }).map((place) => several.columns[place]!.key);
  expect(keys({})).toEqual(['debian:5.10', 'debian:7.3 b']);
  expect(keys({ older: true })).toEqual(['debian:5.10', 'debian:7.3 a', 'debian:7.3 b']);
  expect(keys({ kernels: ['debian:7.3'] })).toEqual(['debian:7.3 b']);
  expect(keys({ kernels: ['debian:7.3 a'], older: true })).toEqual(['debian:7.3 a']);
  expect(keys({ kernels: ['debian:4.19'] })).toEqual(['debian:5.10', 'debian:7.3 b']);
});

test('a state survives its address', () => {
  const states: Partial<MatrixState>[] = [
    {},
    { text: 'a & b=c', tag: '!x', verdict: 'failed', differs: 'behaviour', older: true },
    { kernels: ['debian:6.1', 'debian:7.3 20261122T001655Z'] },
    {
      open: {
        base: 'all',
        own: new Map([
          ['landlock/scope/', false],
          ['landlock/abi', true],
        ]),
      },
    },
    { open: { base: 'none', own: new Map() } },
  ];
  for (const changes of states) {
    const state = { ...usual, ...changes };
    const hash = hashOf('matrix', '', Object.entries(writeState(state)));
    expect(readState(parseHash(hash).query)).toEqual(state);
  }
  expect(hashOf('matrix', '', Object.entries(writeState(usual)))).toBe('#/matrix');
  expect(parseHash('#/scenario/a/b%20c%2?kernel=x')).toEqual({
    view: 'scenario',
    rest: 'a/b%20c%2',
    query: new Map([['kernel', 'x']]),
  });
});

const all = new Array<boolean>(site.size).fill(true);
const tree = treeOf(site);
const text = (row: Row) =>
  row.kind === 'group'
    ? `${'  '.repeat(row.group.level - 1)}${row.group.label}: ${[0, 1].map((column) => countCell(row.counts, column)[0]).join(', ')}`
    : `${'  '.repeat(row.level - 1)}${row.key}`;
const lines = (open = usual.open, match = all) => rowsOf(site, tree, match, open).map(text);

test('rows: folders, specs, scenarios', () => {
  expect(lines()).toMatchInlineSnapshot(`
    [
      "abi: 1 ok, 1 ok",
      "  landlock/abi/version-is-answered",
      "net/tcp: –, 0/1",
      "  landlock/net/tcp/bind-a-port",
      "scope: 2 ok, 0/2",
      "  abstract: 1 ok, 0/1",
      "    landlock/scope/abstract/connect-to-a-sibling",
      "  signal: 1 ok, 0/1",
      "    landlock/scope/signal/kill-the-parent",
      "threads: 0/1, 1 ok",
      "  landlock/threads/all-threads-are-restricted",
    ]
  `);
  expect(lines({ base: 'none', own: new Map() })).toEqual(lines().filter((line) => /^\S*:/.test(line)));
  const scope = all.map((_, row) => site.id(row).includes('/scope/signal/'));
  expect(lines(usual.open, scope)).toEqual([
    'scope: 1 ok, 0/1',
    '  signal: 1 ok, 0/1',
    '    landlock/scope/signal/kill-the-parent',
  ]);
});

test('opening and closing', () => {
  const closed = toggled(rowsOf(site, tree, all, usual.open), usual.open, 'landlock/scope/');
  expect(lines(closed)).toEqual(lines().filter((line) => !/^ +(abstract|signal)|scope\/./.test(line)));
  expect(lines(toggled(rowsOf(site, tree, all, closed), closed, 'landlock/scope/'))).toEqual(lines());
});

test('the keyboard', () => {
  const rows = rowsOf(site, tree, all, usual.open);
  const [first, last] = [rows[0]!.key, rows.at(-1)!.key];
  const scenario = rows.find(({ kind }) => kind === 'scenario')!.key;
  const press = (key: string, spot = { key: first, column: 0 }, ctrl = false) => moveOf(key, ctrl, spot, rows, 3, 2);
  expect(press('ArrowDown')).toEqual({ to: { key: rows[1]!.key, column: 0 } });
  expect(press('ArrowUp')).toEqual({ to: { key: first, column: 0 } });
  expect(press('PageDown')).toEqual({ to: { key: rows[2]!.key, column: 0 } });
  expect(press('End')).toEqual({ to: { key: first, column: 2 } });
  expect(press('End', { key: first, column: 1 }, true)).toEqual({ to: { key: last, column: 1 } });
  expect(press('Home', { key: last, column: 2 })).toEqual({ to: { key: last, column: 0 } });
  expect(press('Home', { key: last, column: 0 }, true)).toEqual({ to: { key: first, column: 0 } });
  expect(press('ArrowLeft')).toEqual({ toggle: first });
  expect(press('ArrowRight')).toEqual({ to: { key: first, column: 1 } });
  expect(press('ArrowRight', { key: first, column: 2 })).toEqual({ to: { key: first, column: 2 } });
  expect(press('ArrowLeft', { key: scenario, column: 1 })).toEqual({ to: { key: scenario, column: 0 } });
  expect(press('ArrowLeft', { key: scenario, column: 0 })).toEqual({ to: { key: first, column: 0 } });
  expect(press('Enter')).toEqual({ toggle: first });
  expect(press('Enter', { key: scenario, column: 0 })).toBe(undefined);
  expect(press('x')).toBe(undefined);
});
