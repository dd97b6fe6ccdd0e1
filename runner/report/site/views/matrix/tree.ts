/** The rows of the matrix: folders, specs, and scenarios. */
import type { Site } from '../../client/site.ts';
import type { Opening } from './state.ts';

/** A folder or a spec. */
export interface Group {
  /** Its path; that of a folder ends in a slash. */
  key: string;
  label: string;
  level: number;
  /** Its scenarios are those from `first` until before `end`. */
  first: number;
  end: number;
  /** None for a spec. */
  groups: Group[];
}

/** One row that is shown. */
export type Row =
  | { kind: 'group'; key: string; group: Group; open: boolean; counts: Counts }
  | { kind: 'scenario'; key: string; row: number; level: number };

/** Of the scenarios in a group that are shown, by column of the site. */
export interface Counts {
  scenarios: number;
  /** As expected. */
  passed: Uint32Array;
  /** Those of them that showed a known bug. */
  known: Uint32Array;
  /** Neither unsupported nor not asked. */
  judged: Uint32Array;
}

/** The folders and specs of a site. What all have in common is left out of their names. */
export function treeOf(site: Site): Group[] {
  const topics = site.topics.map(({ name, first, end }) => ({ parts: name.split('/'), key: name, first, end }));
  let groups = grouped(topics, 0, '');
  while (groups.length === 1 && groups[0]!.groups.length > 0) groups = groups[0]!.groups;
  return levelled(groups, 1);
}

interface Topic {
  parts: string[];
  key: string;
  first: number;
  end: number;
}

function grouped(topics: Topic[], depth: number, path: string): Group[] {
  const groups: Group[] = [];
  for (const [name, members] of Map.groupBy(topics, ({ parts }) => parts[depth]!)) {
    const specs = members.filter(({ parts }) => parts.length === depth + 1);
    const deeper = members.filter(({ parts }) => parts.length > depth + 1);
    for (const { key, first, end } of specs) groups.push({ key, label: name, level: 0, first, end, groups: [] });
    if (deeper.length === 0) continue;
    const key = `${path}${name}/`;
    const inner = grouped(deeper, depth + 1, key);
    // A folder of one is as good as what it holds.
    const only = inner.length === 1 && path !== '' ? inner[0] : undefined;
    if (only !== undefined) groups.push({ ...only, label: `${name}/${only.label}` });
    else groups.push({ key, label: name, level: 0, first: inner[0]!.first, end: inner.at(-1)!.end, groups: inner });
  }
  return groups;
}

function levelled(groups: Group[], level: number): Group[] {
  return groups.map((group) => ({ ...group, level, groups: levelled(group.groups, level + 1) }));
}

/** How many scenarios may be shown at once before groups are closed, unless somebody opened them. */
const FEW = 100;

/**
 * The rows to show.
 *
 * @param shown for each scenario, whether it is asked for
 * @param open what is open
 */
export function rowsOf(site: Site, tree: readonly Group[], shown: readonly boolean[], open: Opening): Row[] {
  const usual = open.base === 'all' || (open.base === 'auto' && shown.filter(Boolean).length <= FEW);
  const rows: Row[] = [];
  const visit = (group: Group, visible: boolean): Counts => {
    const place = rows.length;
    const opened = open.own.get(group.key) ?? usual;
    const inner = visible && opened;
    const counts =
      group.groups.length > 0
        ? sum(
            group.groups.map((child) => visit(child, inner)),
            site.columns.length,
          )
        : counted(site, group, shown);
    if (counts.scenarios === 0 || !visible) return counts;
    rows.splice(place, 0, { kind: 'group', key: group.key, group, open: opened, counts });
    if (!inner || group.groups.length > 0) return counts;
    for (let row = group.first; row < group.end; row++) {
      if (shown[row]) rows.push({ kind: 'scenario', key: site.id(row), row, level: group.level + 1 });
    }
    return counts;
  };
  for (const group of tree) visit(group, true);
  return rows;
}

/** What is open when somebody opens or closes a group. */
export function toggled(rows: readonly Row[], open: Opening, key: string): Opening {
  const row = rows.find((row) => row.key === key);
  return row?.kind === 'group' ? { ...open, own: new Map(open.own).set(key, !row.open) } : open;
}

const PASS = 'p'.charCodeAt(0);
const KNOWN = 'k'.charCodeAt(0);
const UNSUPPORTED = 'u'.charCodeAt(0);
const NOT_ASKED = '.'.charCodeAt(0);

function nothing(width: number): Counts {
  const zeros = () => new Uint32Array(width);
  return { scenarios: 0, passed: zeros(), known: zeros(), judged: zeros() };
}

function counted(site: Site, { first, end }: Group, shown: readonly boolean[]): Counts {
  const width = site.columns.length;
  const counts = nothing(width);
  for (let row = first; row < end; row++) {
    if (!shown[row]) continue;
    counts.scenarios++;
    const letters = site.letters(row);
    for (let column = 0; column < width; column++) {
      const letter = letters.charCodeAt(column);
      if (letter === NOT_ASKED || letter === UNSUPPORTED) continue;
      counts.judged[column]!++;
      if (letter === PASS || letter === KNOWN) counts.passed[column]!++;
      if (letter === KNOWN) counts.known[column]!++;
    }
  }
  return counts;
}

function sum(parts: readonly Counts[], width: number): Counts {
  const total = nothing(width);
  for (const { scenarios, passed, known, judged } of parts) {
    total.scenarios += scenarios;
    for (let column = 0; column < width; column++) {
      total.passed[column]! += passed[column]!;
      total.known[column]! += known[column]!;
      total.judged[column]! += judged[column]!;
    }
  }
  return total;
}
