/** The picture as SVG. Its colours are in picture.css; what they say is said by shapes and words, too. */
import { CHARACTER, cutLabel } from './columns.ts';
import { HEAD, type Layout, layoutOf, MOST_NAMED, outcomeText, type PlacedRow, textStart } from './layout.ts';
import type { Outcome } from './outcome.ts';
import { sceneOf } from './replay.ts';
import type { Row } from './rows.ts';
import type { PictureStep, Scene } from './scene.ts';
import { summaryOf } from './text.ts';

const MARKS: Readonly<Record<Outcome['kind'], string>> = {
  allowed: '✓',
  denied: '✗',
  nothing: '∅',
  blocks: '⏸',
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
export function pictureOf(steps: readonly PictureStep[], id = 'picture'): string {
  const scene = sceneOf(steps);
  const layout = layoutOf(scene);
  const { width, height } = layout;
  return [
    `<svg class="picture" role="img" aria-labelledby="${id}-title ${id}-text" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">`,
    `<title id="${id}-title">Picture of the scenario</title><desc id="${id}-text">${escapeText(
      summaryOf(
        scene,
        layout.rows.map(({ row }) => row),
      ),
    )}</desc>`,
    ...boxes(layout, scene),
    ...lifelines(layout),
    ...layout.rows.map((placed) => drawRow(placed, layout)),
    '</svg>',
  ].join('\n');
}

/** Text as it may stand in SVG and HTML. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function boxes(layout: Layout, scene: Scene): string[] {
  const named = Math.max(0, ...layout.boxes.map(({ depth }) => depth)) <= MOST_NAMED;
  return layout.boxes.map(({ domain, x, y, width, height, depth }) => {
    const { handles, rules } = scene.domains[domain - 1]!;
    const tip = [`domain ${domain}: handles ${handles}`, ...rules.map((rule) => `allows ${rule}`)].join('\n');
    const tab = `domain ${domain}`;
    return [
      `<g class="domain depth-${Math.min(depth, 6)}"><title>${escapeText(tip)}</title>`,
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
      named
        ? `<text class="tab" x="${x + width - 4}" y="${y + height - 4}" text-anchor="end">${tab.length * CHARACTER > width ? domain : tab}</text>`
        : '',
      '</g>',
    ].join('');
  });
}

function lifelines({ lifelines }: Layout): string[] {
  return lifelines.map(({ column, actor, from, to, ended }) => {
    const { x, half, kind, label } = column;
    const corner = kind === 'thread' ? HEAD / 2 : actor ? 3 : 0;
    const end = ended ? `<path class="end" d="M${x - 6} ${to}h12"/>` : '';
    return [
      `<g class="line ${kind}"><title>${escapeText(`${kind} ${label}`)}</title>`,
      `<path class="life" d="M${x} ${from + HEAD}V${to}"/>${end}`,
      `<rect x="${x - half}" y="${from}" width="${half * 2}" height="${HEAD}" rx="${corner}"/>`,
      actor ? '' : `<text class="kind" x="${x}" y="${from - 5}" text-anchor="middle">${kind}</text>`,
      `<text x="${x}" y="${from + HEAD / 2 + 4}" text-anchor="middle">${escapeText(cutLabel(label))}</text></g>`,
    ].join('');
  });
}

function drawRow(placed: PlacedRow, layout: Layout): string {
  const { row, y, height, lines } = placed;
  const { columns } = layout;
  const own = columns.list[columns.actor(row.actor)]!.x;
  const parts = [
    `<g class="row row-${row.kind} ${row.outcome.kind}${row.outcome.ok ? '' : ' wrong'}"><title>${escapeText(tooltip(row))}</title>`,
    `<rect class="band" x="0" y="${y}" width="${layout.width}" height="${height}"/>`,
    `<text class="number" x="44" y="${y + 15}" text-anchor="end">${numbers(row)}</text>`,
  ];
  if (row.kind === 'birth') parts.push(...births(placed, layout, own));
  else if (row.target !== undefined)
    parts.push(arrow(row, own, columns.list[columns.of(row.target)]!.x, y + 25, sourceX(row, layout)));
  else parts.push(dot(row, own, y + 11));
  const x = textStart(placed, columns);
  parts.push(label(row, x, y + 15));
  for (const [index, line] of lines.entries()) {
    parts.push(`<text class="detail" x="${x}" y="${y + 31 + index * 15}">${escapeText(line)}</text>`);
  }
  return `${parts.join('')}</g>`;
}

function numbers({ events }: Row): string {
  const [first, last] = [events[0]!.step.id, events.at(-1)!.step.id];
  return first === last ? String(first) : `${first}–${last}`;
}

function tooltip({ events }: Row): string {
  const most = events.slice(0, 12).map(({ step }) => {
    const { id, actor, words, role, expected, observed } = step;
    return `${id} ${actor}: ${words} = ${observed}${role === 'check' ? ` (expected ${expected})` : ''}`;
  });
  return [...most, ...(events.length > 12 ? [`and ${events.length - 12} more`] : [])].join('\n');
}

function label(row: Row, x: number, y: number): string {
  const told = row.kind === 'check' || row.kind === 'repeat' || row.kind === 'step' || !row.outcome.ok;
  const mark = told ? ` ${row.outcome.ok ? MARKS[row.outcome.kind] : '≠'}` : '';
  const outcome = `${mark}${outcomeText(row)}`;
  return `<text class="words" x="${x}" y="${y}">${escapeText(row.text)}<tspan class="outcome">${escapeText(outcome)}</tspan></text>`;
}

function births({ row, y }: PlacedRow, { columns }: Layout, own: number): string[] {
  return row.makes.map((name) => {
    const { x } = columns.list[columns.actor(name)]!;
    return `<path class="arrow" d="M${own} ${y + 21}H${x}v10"/><path class="head" d="M${x} ${y + 32}l-4 -7h8z"/>`;
  });
}

function sourceX({ source }: Row, { columns }: Layout): number | undefined {
  return source === undefined ? undefined : columns.list[columns.of(source)]?.x;
}

/** An arrow that arrives, or one that is stopped before. */
function arrow({ outcome }: Row, from: number, to: number, y: number, source: number | undefined): string {
  const right = to >= from;
  const via = source === undefined || source === to ? '' : `<circle class="source" cx="${source}" cy="${y}" r="4"/>`;
  if (outcome.kind === 'allowed') return `<path class="arrow" d="M${from} ${y}H${to}"/>${head(to, y, right)}${via}`;
  const stop = from + (to - from) * 0.72;
  const shape =
    outcome.kind === 'blocks'
      ? `M${stop - 3} ${y - 6}v12M${stop + 3} ${y - 6}v12`
      : `M${stop - 5} ${y - 5}l10 10M${stop + 5} ${y - 5}l-10 10`;
  return `<path class="arrow" d="M${from} ${y}H${stop}"/><path class="missed" d="M${stop} ${y}H${to}"/><path class="stop" d="${shape}"/>${via}`;
}

function head(x: number, y: number, right: boolean): string {
  const back = right ? -8 : 8;
  return `<path class="head" d="M${x} ${y}l${back} -4v8z"/>`;
}

/** A step that reaches nobody: a shape on the line of its actor. */
function dot({ outcome, kind }: Row, x: number, y: number): string {
  if (kind === 'setup') return `<circle class="dot" cx="${x}" cy="${y}" r="2.5"/>`;
  if (outcome.kind === 'denied' || outcome.kind === 'differs')
    return `<path class="stop" d="M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10"/>`;
  if (outcome.kind === 'blocks') return `<path class="stop" d="M${x - 3} ${y - 6}v12M${x + 3} ${y - 6}v12"/>`;
  if (outcome.kind === 'ends') return `<rect class="dot" x="${x - 4}" y="${y - 4}" width="8" height="8"/>`;
  return `<circle class="dot" cx="${x}" cy="${y}" r="4.5"/>`;
}
