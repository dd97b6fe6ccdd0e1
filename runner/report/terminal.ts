/** The report that a run ends with on a terminal. */
import type { Results } from '../results/schema.ts';
import { OUTCOMES } from '../results/schema.ts';
import { summarise } from '../results/summary.ts';
import { renderFailures } from './failures.ts';
import { renderKnown } from './known.ts';
import { renderMatrix } from './matrix.ts';
import { fromHere } from './paths.ts';
import { plainDocument } from './plain-document.ts';
import { duration, indent, plain, plural, type Style } from './style.ts';
import { renderUnsupported } from './unsupported.ts';

/** How to render it. */
export interface TerminalOptions {
  width?: number;
  style?: Style;
  /** Where the results document is, to be told. */
  path?: string | undefined;
  /** Show every failure and every spec, however many. */
  verbose?: boolean;
}

/** Matrix, failures, what kernels are known for, what was unsupported, times, where the results are, and last the whole in one line. */
export function renderReport(given: Results, options: TerminalOptions = {}): string {
  const doc = plainDocument(given);
  const { width = 120, style = plain, path, verbose = false } = options;
  const sections = [
    doc.kernels.length > 0 ? renderMatrix(doc, { width, style, everySpec: verbose }) : '',
    renderContradictions(doc, style),
    renderFailures(doc, { style, most: verbose ? Number.POSITIVE_INFINITY : 25 }),
    renderKnown(doc),
    renderUnsupported(doc),
    renderInfrastructure(doc, style),
    [renderTimes(doc), path === undefined ? '' : `results      ${fromHere(path)}`].filter(Boolean).join('\n'),
    renderSummary(doc, style),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

/** The whole run in one line. */
export function renderSummary(doc: Results, style: Style = plain): string {
  const summary = summarise(doc);
  const counts = OUTCOMES.filter((outcome) => summary[outcome] > 0).map((outcome) => {
    const text = `${summary[outcome].toLocaleString('en')} ${outcome}`;
    if (outcome === 'pass') return style.good(text);
    return outcome === 'unsupported' ? style.dim(text) : style.bad(text);
  });
  const ending =
    doc.status === 'complete'
      ? ''
      : style.bad(doc.status === 'interrupted' ? ' (interrupted)' : ' (infrastructure failed)');
  return `${plural(summary.kernels, 'kernel')}, ${plural(summary.scenarios, 'scenario')}: ${counts.join(', ') || 'nothing judged'}${ending}`;
}

/** Kernels whose masks are not those of their ABI number. */
function renderContradictions({ kernels }: Results, style: Style): string {
  return kernels
    .flatMap(({ id, contradictions = [] }) => contradictions.map((text) => `${style.bad('note')}  ${id} ${text}`))
    .join('\n');
}

function renderTimes(doc: Results): string {
  const { host, kernels, verdicts } = doc;
  const guests = host.accelerator === 'none' ? 'no guest' : `QEMU ${shortVersion(host.qemu)} with ${host.accelerator}`;
  const lines = [`time         ${duration(summarise(doc).ms)}, ${plural(host.jobs, 'job')}, ${guests}`];
  const boots = kernels.flatMap(({ boot_ms }) => boot_ms ?? []);
  const restores = kernels.flatMap(({ restore_ms }) => restore_ms ?? []);
  if (boots.length > 0)
    lines.push(
      `boot         ${range(boots)}${restores.length > 0 ? `, restored from a snapshot in ${range(restores)}` : ''}`,
    );
  const slowest = verdicts.reduce<(typeof verdicts)[number] | undefined>(
    (a, b) => (a !== undefined && a.ms >= b.ms ? a : b),
    undefined,
  );
  if (slowest !== undefined)
    lines.push(`slowest      ${duration(slowest.ms)}: ${slowest.scenario} on ${slowest.kernel}`);
  return lines.join('\n');
}

function range(times: number[]): string {
  const [least, most] = [duration(Math.min(...times)), duration(Math.max(...times))];
  return least === most ? least : `${least} to ${most}`;
}

function renderInfrastructure(doc: Results, style: Style): string {
  return doc.infrastructure
    .map(({ kernel, message, hint, console }) =>
      [
        `${style.bad('infrastructure')}  ${kernel === undefined ? '' : `${kernel}: `}${message}`,
        ...(hint === undefined ? [] : [`  hint: ${hint}`]),
        ...(console === undefined ? [] : [indent(lastLines(console, 10), '  | ')]),
      ].join('\n'),
    )
    .join('\n\n');
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** QEMU tells its version in a sentence. */
function shortVersion(text: string | null): string {
  return /\d+(\.\d+)+/.exec(text ?? '')?.[0] ?? 'of unknown version';
}
