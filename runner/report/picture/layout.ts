/** Where everything of the picture is, in pixels. */
import { brief } from './brief.ts';
import { CHARACTER, type Column, type Columns, columnsOf, EDGE } from './columns.ts';
import { type Row, rowsOf } from './rows.ts';
import type { Scene } from './scene.ts';

/** Height of the heads of columns. */
export const HEAD = 24;
const TOP = 34;
const LINE = 15;
/** A row is a line of text and an arrow below it. */
const ROW = 34;
/** More nested boxes than this have no room for their names. */
export const MOST_NAMED = 5;

/** A row with its place. */
export interface PlacedRow {
  readonly row: Row;
  readonly y: number;
  readonly height: number;
  /** What is written below the text of the row: what a domain is about. */
  readonly lines: readonly string[];
}

/** A domain's box; one that its members do not stand side by side in has several. */
export interface Box {
  readonly domain: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

/** A column with the part of the picture that it lives through. */
export interface Lifeline {
  readonly column: Column;
  readonly actor: boolean;
  readonly from: number;
  readonly to: number;
  readonly ended: boolean;
}

/** The whole. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: Columns;
  readonly rows: readonly PlacedRow[];
  readonly boxes: readonly Box[];
  readonly lifelines: readonly Lifeline[];
}

/** Lay out a scene. */
export function layoutOf(scene: Scene): Layout {
  const rows = rowsOf(scene);
  const columns = columnsOf(scene, rows);
  const placed: PlacedRow[] = [];
  let y = TOP + HEAD + 10;
  for (const row of rows) {
    const lines = row.domain === undefined ? [] : domainLines(scene, row.domain);
    const height = heightOf(row) + lines.length * LINE;
    placed.push({ row, y, height, lines });
    y += height;
  }
  const deepest = Math.max(0, ...scene.domains.map(({ number }) => depthOf(scene, number)));
  const foot = footOf(deepest);
  const bottom = y + 6 + deepest * foot;
  const rowAt = (at: number) => placed.find(({ row }) => row.events.some((event) => event.at >= at));
  const boxes = columns.runs.map((run): Box => {
    const domain = scene.domains[run.domain - 1]!;
    const [first, last] = [columns.list[run.first]!, columns.list[run.last]!];
    const inset = (run.above + 1) * EDGE;
    const top = (rowAt(domain.from)?.y ?? TOP) + 2;
    const depth = depthOf(scene, run.domain);
    const x = first.x - first.half - inset;
    return {
      domain: run.domain,
      x,
      y: top,
      width: last.x + last.half + inset - x,
      height: bottom - (depth - 1) * foot - top,
      depth,
    };
  });
  const lifelines = columns.list.map((column, index): Lifeline => {
    const actor = scene.actors.find(({ name }) => columns.actor(name) === index);
    const from = actor === undefined || actor.born < 0 ? TOP : (rowAt(actor.born)?.y ?? TOP) + 32;
    const end = actor?.ended === undefined ? undefined : rowAt(actor.ended);
    return {
      column,
      actor: actor !== undefined,
      from,
      to: end === undefined ? y : end.y + end.height - 8,
      ended: end !== undefined,
    };
  });
  const width = Math.max(columns.right + 16, ...placed.map((one) => textEnd(one, columns)));
  return { width: Math.ceil(width), height: Math.ceil(bottom + 8), columns, rows: placed, boxes, lifelines };
}

/** Room below each nested box: for its name, unless there are too many. */
function footOf(deepest: number): number {
  return deepest <= MOST_NAMED ? 14 : EDGE;
}

/** From 1 for a domain that is in no other. */
function depthOf(scene: Scene, number: number): number {
  const { parent } = scene.domains[number - 1]!;
  return parent === undefined ? 1 : 1 + depthOf(scene, parent);
}

function heightOf(row: Row): number {
  if (row.kind === 'birth') return 32 + HEAD + 8;
  if (row.target !== undefined || row.makes.length > 0) return ROW;
  return row.kind === 'domain' ? 26 : 24;
}

/** What the box of a domain says of it. */
export function domainLines(scene: Scene, number: number): string[] {
  const { handles, rules } = scene.domains[number - 1]!;
  const handled = handles.split(/, (?=[a-z_]+=)/).map(fewer);
  const most = rules.length > 3 ? [...rules.slice(0, 2), `and ${rules.length - 2} rules more`] : rules;
  return [
    `handles ${handled.join(', ') || 'nothing'}`,
    ...most.map((rule) => (rule.startsWith('and ') ? rule : `allows ${fewer(rule)}`)),
  ].map((line) => brief(line, 120));
}

/** More than three rights are counted. */
function fewer(text: string): string {
  return text.replace(/[A-Z_0-9]+(?:\|[A-Z_0-9]+){3,}/g, (rights) => `${rights.split('|').length} rights`);
}

/** Where the text of a row begins: at the left end of its arrow, or beside the actor. */
export function textStart({ row }: PlacedRow, columns: Columns): number {
  const own = columns.list[columns.actor(row.actor)]!.x;
  if (row.target === undefined) return own + 10;
  const to = columns.list[columns.of(row.target)]?.x ?? own;
  return Math.min(own, to) + 10;
}

/** Characters behind the text of a row that tell its outcome. */
export function outcomeText({ outcome, kind }: Row): string {
  const expected = outcome.expected === undefined ? '' : `, expected ${outcome.expected}`;
  if (kind === 'birth' || kind === 'setup') return expected;
  return `${outcome.text === '' ? '' : ` ${outcome.text}`}${expected}`;
}

function textEnd(placed: PlacedRow, columns: Columns): number {
  const lengths = [
    placed.row.text.length + outcomeText(placed.row).length + 3,
    ...placed.lines.map(({ length }) => length),
  ];
  return textStart(placed, columns) + Math.max(...lengths) * CHARACTER + 8;
}
