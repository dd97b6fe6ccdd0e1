/** The picture as SVG. Its colours are for style sheets; what they say is said by shapes and words, too. */
import { brief } from './brief.ts';
import { CHARACTER, cutLabel } from './columns.ts';
import { HEAD, type Layout, layoutOf, MOST_NAMED, outcomeText, type PlacedRow, textStart } from './layout.ts';
import { el, type SvgNode } from './nodes.ts';
import type { Outcome } from './outcome.ts';
import { sceneOf } from './replay.ts';
import type { Row } from './rows.ts';
import type { PictureStep, Scene } from './scene.ts';
import { summaryOf } from './text.ts';

const MARKS: Readonly<Record<Outcome['kind'], string>> = {
  allowed: '✓',
  denied: '✗',
  nothing: '∅',
  blocks: '‖',
  ends: '■',
  begun: '…',
  unreached: '–',
  differs: '≠',
};

/**
 * Draw one arm of a scenario.
 *
 * @param steps of the arm, in their order
 * @param id unique in the page, for the picture's title
 */
export function pictureOf(steps: readonly PictureStep[], id = 'picture'): SvgNode {
  const scene = sceneOf(steps);
  const layout = layoutOf(scene);
  const { width, height } = layout;
  const rows = layout.rows.map(({ row }) => row);
  return el(
    'svg',
    {
      class: 'picture',
      role: 'img',
      'aria-labelledby': `${id}-title`,
      'aria-describedby': `${id}-text`,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      xmlns: 'http://www.w3.org/2000/svg',
    },
    el('title', { id: `${id}-title` }, 'Picture of the scenario'),
    el('desc', { id: `${id}-text` }, summaryOf(scene, rows)),
    ...boxes(layout, scene),
    ...lifelines(layout),
    ...layout.rows.map((placed) => drawRow(placed, layout)),
  );
}

function boxes(layout: Layout, scene: Scene): SvgNode[] {
  const named = Math.max(0, ...layout.boxes.map(({ depth }) => depth)) <= MOST_NAMED;
  return layout.boxes.map(({ domain, x, y, width, height, depth }) => {
    const { handles, rules } = scene.domains[domain - 1]!;
    const tip = [`domain ${domain}: handles ${handles}`, ...rules.map((rule) => `allows ${rule}`)].join('\n');
    const tab = `domain ${domain}`;
    const name = tab.length * CHARACTER > width ? `${domain}` : tab;
    const place = { class: 'tab', x: x + width - 4, y: y + height - 4, 'text-anchor': 'end' };
    return el(
      'g',
      { class: `domain depth-${Math.min(depth, 6)}` },
      el('title', {}, brief(tip, 2000)),
      el('rect', { x, y, width, height, rx: 6 }),
      ...(named ? [el('text', place, name)] : []),
    );
  });
}

function lifelines({ lifelines }: Layout): SvgNode[] {
  return lifelines.map(({ column, actor, from, to, ended }) => {
    const { x, half, kind, label } = column;
    const corner = kind === 'thread' ? HEAD / 2 : actor ? 3 : 0;
    return el(
      'g',
      { class: `line ${kind}` },
      el('title', {}, brief(`${kind} ${label}`, 400)),
      path('life', `M${x} ${from + HEAD}V${to}`),
      ...(ended ? [path('end', `M${x - 6} ${to}h12`)] : []),
      el('rect', { x: x - half, y: from, width: half * 2, height: HEAD, rx: corner }),
      ...(actor ? [] : [el('text', { class: 'kind', x, y: from - 5, 'text-anchor': 'middle' }, kind)]),
      el('text', { x, y: from + HEAD / 2 + 4, 'text-anchor': 'middle' }, cutLabel(label)),
    );
  });
}

function drawRow(placed: PlacedRow, layout: Layout): SvgNode {
  const { row, y, height, lines } = placed;
  const { columns, width } = layout;
  const own = columns.list[columns.actor(row.actor)]!.x;
  const x = textStart(placed, columns);
  return el(
    'g',
    { class: `row row-${row.kind} ${row.outcome.kind}${row.outcome.ok ? '' : ' wrong'}` },
    el('title', {}, tooltip(row)),
    el('rect', { class: 'band', x: 0, y, width, height }),
    el('text', { class: 'number', x: 44, y: y + 15, 'text-anchor': 'end' }, numbers(row)),
    ...deed(placed, layout, own),
    label(row, x, y + 15),
    ...lines.map((line, index) => el('text', { class: 'detail', x, y: y + 31 + index * 15 }, line)),
  );
}

function deed(placed: PlacedRow, layout: Layout, own: number): SvgNode[] {
  const { row, y } = placed;
  if (row.kind === 'birth') return births(placed, layout, own);
  if (row.target === undefined) return [dot(row, own, y + 11)];
  const to = layout.columns.list[layout.columns.of(row.target)]!.x;
  return arrow(row, own, to, y + 25, sourceX(row, layout));
}

function numbers({ events }: Row): string {
  const [first, last] = [events[0]!.step.id, events.at(-1)!.step.id];
  return first === last ? String(first) : `${first}–${last}`;
}

function tooltip({ events }: Row): string {
  const most = events.slice(0, 12).map(({ step }) => {
    const { id, actor, words, role, expected, observed } = step;
    const asked = role === 'check' ? ` (expected ${brief(expected, 200)})` : '';
    return `${id} ${actor}: ${brief(words, 400)} = ${brief(observed, 200)}${asked}`;
  });
  return [...most, ...(events.length > 12 ? [`and ${events.length - 12} more`] : [])].join('\n');
}

function label(row: Row, x: number, y: number): SvgNode {
  const told = row.kind === 'check' || row.kind === 'repeat' || row.kind === 'step' || !row.outcome.ok;
  const mark = told ? ` ${row.outcome.ok ? MARKS[row.outcome.kind] : '≠'}` : '';
  return el(
    'text',
    { class: 'words', x, y },
    row.text,
    el('tspan', { class: 'outcome' }, `${mark}${outcomeText(row)}`),
  );
}

function births({ row, y }: PlacedRow, { columns }: Layout, own: number): SvgNode[] {
  return row.makes.flatMap((name) => {
    const { x } = columns.list[columns.actor(name)]!;
    return [path('arrow', `M${own} ${y + 21}H${x}v10`), path('head', `M${x} ${y + 32}l-4 -7h8z`)];
  });
}

function sourceX({ source }: Row, { columns }: Layout): number | undefined {
  return source === undefined ? undefined : columns.list[columns.of(source)]?.x;
}

/** An arrow that arrives, or one that is stopped before. */
function arrow({ outcome }: Row, from: number, to: number, y: number, source: number | undefined): SvgNode[] {
  const via = source === undefined || source === to ? [] : [el('circle', { class: 'source', cx: source, cy: y, r: 4 })];
  if (outcome.kind === 'allowed') {
    const back = to >= from ? -8 : 8;
    return [path('arrow', `M${from} ${y}H${to}`), path('head', `M${to} ${y}l${back} -4v8z`), ...via];
  }
  const stop = from + (to - from) * 0.72;
  return [
    path('arrow', `M${from} ${y}H${stop}`),
    path('missed', `M${stop} ${y}H${to}`),
    path('stop', outcome.kind === 'blocks' ? pause(stop, y) : cross(stop, y)),
    ...via,
  ];
}

/** A step that reaches nobody: a shape on the line of its actor. */
function dot({ outcome, kind }: Row, x: number, y: number): SvgNode {
  if (kind === 'setup') return el('circle', { class: 'dot', cx: x, cy: y, r: 2.5 });
  if (outcome.kind === 'denied' || outcome.kind === 'differs') return path('stop', cross(x, y));
  if (outcome.kind === 'blocks') return path('stop', pause(x, y));
  if (outcome.kind === 'ends') return el('rect', { class: 'dot', x: x - 4, y: y - 4, width: 8, height: 8 });
  return el('circle', { class: 'dot', cx: x, cy: y, r: 4.5 });
}

function path(name: string, d: string): SvgNode {
  return el('path', { class: name, d });
}

function cross(x: number, y: number): string {
  return `M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10`;
}

function pause(x: number, y: number): string {
  return `M${x - 3} ${y - 6}v12M${x + 3} ${y - 6}v12`;
}
