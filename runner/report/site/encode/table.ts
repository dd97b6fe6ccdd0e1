/** Brings the verdicts of several runs into one table: scenarios down, kernels of runs across. */
import type { Salvaged } from '../../../results/salvage.ts';
import type { Kernel, Scenario, Verdict } from '../../../results/schema.ts';
import { compare, slugOf, specOf } from '../../topics.ts';

/** A results document, as it was read, with the name of its file. */
export type Source = Omit<Salvaged, 'isJournal'> & { name: string };

/** A kernel of a run. */
export interface TableColumn {
  key: string;
  /** Which source. */
  run: number;
  newest: boolean;
  kernel: Kernel;
}

/** All verdicts. */
export interface Table {
  /** Oldest run first. */
  sources: Source[];
  columns: TableColumn[];
  /** In the order of their identity. */
  rows: { scenario: Scenario; cells: (Verdict[] | undefined)[] }[];
}

/**
 * Make the table. Of a scenario that several runs describe the newest words count; of a verdict whose kernel or scenario a damaged document lost, what the verdict
 * itself says must do.
 */
export function tableOf(documents: readonly Source[]): Table {
  const sources = documents.toSorted((a, b) => compare(a.doc.started, b.doc.started) || compare(a.name, b.name));
  const columns = sources.flatMap(({ doc, name }, run) => columnsOf(doc, name, run));
  const last = new Map(columns.map((column) => [column.kernel.id, column]));
  const several = Map.groupBy(columns, ({ kernel }) => kernel.id);
  for (const column of columns) {
    column.newest = last.get(column.kernel.id) === column;
    if (several.get(column.kernel.id)!.length === 1) column.key = column.kernel.id;
  }
  const places = new Map(columns.map(({ run, kernel }, place) => [`${run} ${kernel.id}`, place]));
  const scenarios = new Map(sources.flatMap(({ doc }) => doc.scenarios.map((scenario) => [scenario.id, scenario])));
  const rows = new Map([...scenarios.values()].map((scenario) => [scenario.id, emptyRow(scenario, columns.length)]));
  for (const [run, { doc }] of sources.entries()) {
    for (const verdict of doc.verdicts) {
      const row = rows.get(verdict.scenario) ?? emptyRow(unknownScenario(verdict.scenario), columns.length);
      rows.set(verdict.scenario, row);
      const place = places.get(`${run} ${verdict.kernel}`)!;
      const cell = row.cells[place];
      if (cell === undefined) row.cells[place] = [verdict];
      else cell.push(verdict);
    }
  }
  return { sources, columns, rows: [...rows.values()].sort(byIdentity) };
}

function columnsOf(doc: Source['doc'], name: string, run: number): TableColumn[] {
  const kernels = new Map(doc.kernels.map((kernel) => [kernel.id, kernel]));
  for (const { kernel } of doc.verdicts) if (!kernels.has(kernel)) kernels.set(kernel, unknownKernel(kernel));
  return [...kernels.values()].map((kernel) => ({ key: `${kernel.id} ${name}`, run, newest: true, kernel }));
}

function emptyRow(scenario: Scenario, columns: number): Table['rows'][number] {
  return { scenario, cells: new Array(columns).fill(undefined) };
}

/** Scenarios of one spec follow each other. */
function byIdentity({ scenario: a }: { scenario: Scenario }, { scenario: b }: { scenario: Scenario }): number {
  return compare(specOf(a.id), specOf(b.id)) || compare(a.id, b.id);
}

function unknownScenario(id: string): Scenario {
  return { id, title: slugOf(id).replaceAll('-', ' '), family: specOf(id), tags: [], doc: '', needs: [], file: '' };
}

function unknownKernel(id: string): Kernel {
  return {
    id,
    release: 'unknown',
    version: 'unknown',
    sha256: '0'.repeat(64),
    abi: 0,
    errata: null,
    landlock: 'absent',
    features: {},
    masks: {},
    command_line: '',
    transport: '',
  };
}
