/**
 * Progress while a run lasts. On a terminal one line at the bottom is rewritten; elsewhere there is a line for each kernel and stage, so that a log of CI can
 * be read. Failures and notes are printed as they come, in both.
 */
import { OUTCOMES } from '../results/schema.ts';
import type { Event, OnEvent, Stage } from './events.ts';
import { plainEvent } from './plain-document.ts';
import { duration, plain, plural, type Style } from './style.ts';
import { type Standing, Tally } from './tally.ts';

/** Where progress goes. */
export interface ProgressOptions {
  write(text: string): void;
  /** Width of the terminal; undefined when it is none. */
  columns?: () => number | undefined;
  style?: Style;
  /** Print what a stage tells, and every verdict. */
  verbose?: boolean;
  /** Least milliseconds between two drawings of the live line. */
  interval?: number;
  now?: () => number;
}

/** A consumer of events, and what to call when there will be no more of them. */
export interface Progress {
  onEvent: OnEvent;
  stop(): void;
}

const did: Record<Stage, string> = {
  download: 'fetched',
  boot: 'booted',
  snapshot: 'snapshot taken',
  restore: 'restored',
};
const doing: Record<Stage, string> = {
  download: 'fetching',
  boot: 'booting',
  snapshot: 'taking a snapshot',
  restore: 'restoring',
};

/** Start showing progress. */
export function startProgress(options: ProgressOptions): Progress {
  const { write, style = plain, verbose = false, interval = 100, now = Date.now } = options;
  const tally = new Tally(now);
  let drawn = Number.NEGATIVE_INFINITY;
  let shown = false;
  const columns = () => options.columns?.();
  const erase = () => {
    if (shown) write('\r\x1b[K');
    shown = false;
  };
  return {
    onEvent(given) {
      const event = plainEvent(given);
      tally.add(event);
      for (const line of lines(event, tally, style, verbose)) {
        erase();
        write(`${line}\n`);
        drawn = Number.NEGATIVE_INFINITY;
      }
      const width = columns();
      if (width === undefined || now() - drawn < interval) return;
      erase();
      write(statusLine(tally).slice(0, width - 1));
      shown = true;
      drawn = now();
    },
    stop: erase,
  };
}

/** What an event adds to the log, for good. */
function lines(event: Event, tally: Tally, style: Style, verbose: boolean): string[] {
  const head = event.kernel === undefined ? '' : `${event.kernel}: `;
  if (event.kind === 'note') return [`${head}${event.text}`];
  if (event.kind === 'planned') return [];
  if (event.kind === 'scenario') return event.phase === 'end' ? scenarioLines(event, tally, style, verbose) : [];
  if (event.phase === 'start') return [];
  if (event.phase === 'line') return verbose ? [style.dim(`${head}${event.text}`)] : [];
  if (event.error !== undefined) return [`${head}${style.bad('failed')}: ${event.error}`];
  // A guest is restored for every worker and after every crash: of interest only to those who ask.
  if (event.kind === 'restore' && !verbose) return [];
  return [`${head}${did[event.kind]} in ${duration(event.ms)}${event.text === undefined ? '' : `: ${event.text}`}`];
}

function scenarioLines(
  event: Extract<Event, { kind: 'scenario'; phase: 'end' }>,
  tally: Tally,
  style: Style,
  verbose: boolean,
): string[] {
  const { kernel, scenario, verdict, reason, ms } = event;
  const expected = verdict === 'pass' || verdict === 'unsupported';
  const paint = verdict === 'pass' ? style.good : expected ? style.dim : style.bad;
  const line = `${kernel}: ${paint(verdict)} ${scenario}${reason === '' ? '' : `: ${reason.split('\n')[0]}`}`;
  const standing = tally.of(kernel);
  return [
    ...(verbose || !expected ? [verbose ? `${line} (${duration(ms)})` : line] : []),
    ...(standing.done === standing.planned
      ? [`${kernel}: ${plural(standing.done, 'scenario')}: ${outcomes(standing)}${elapsed(standing)}`]
      : []),
  ];
}

function elapsed({ began, ended }: Standing): string {
  return began === undefined ? '' : ` in ${duration(ended - began)}`;
}

function outcomes({ outcomes }: Standing): string {
  return OUTCOMES.filter((outcome) => outcomes.has(outcome))
    .map((outcome) => `${outcomes.get(outcome)} ${outcome}`)
    .join(', ');
}

/** Everything at a glance: how far, how many failed, and what every unfinished kernel is doing. */
function statusLine(tally: Tally): string {
  const failed = tally.failed();
  const kernels = [...tally.kernels]
    .filter(([, { stage, done, planned }]) => stage !== undefined || (done > 0 && done < planned))
    .map(([kernel, { stage, done, planned, text }]) =>
      stage === undefined
        ? `${kernel} ${done}/${planned}`
        : `${kernel} ${doing[stage]}${text === '' ? '' : ` (${text})`}`,
    );
  const head = `[${tally.total('done')}/${tally.total('planned')}]${failed > 0 ? ` ${failed} not as expected` : ''}`;
  return [head, ...kernels].join('  ');
}
