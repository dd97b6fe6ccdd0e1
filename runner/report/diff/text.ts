/** A comparison on the terminal, in the manner of a unified diff: editors and pagers that know diffs know this. */
import { compareFacts, type Difference, type Group, groupDifferences } from '../../compare/index.ts';
import { plain, plural, type Style, shorten } from '../style.ts';
import { example, stepLines } from './steps.ts';
import { type Compared, kernelLine, summaryLine } from './summary.ts';

/** How to render it. */
export interface DiffTextOptions {
  style?: Style;
  width?: number;
  /** Every scenario with all its steps, instead of an example of each change. */
  verbose?: boolean;
}

/** Of a change, how many topics are named, and how many lines its example may take. */
const TOPICS = 6;
const LINES = 8;

/** The kernels, what they say of themselves, each change with examples, and last the whole in one line. */
export function renderDiff({ comparison, from }: Compared, options: DiffTextOptions = {}): string {
  const { style = plain, width = 120, verbose = false } = options;
  // Identities stay whole, to be copied.
  const paint = (line: string) => painted(verbose || line.startsWith(' ') ? line : shorten(line, width), style);
  const lines = [
    `--- ${kernelLine(comparison.before)}  ${from.before}`,
    `+++ ${kernelLine(comparison.after)}  ${from.after}`,
    ...factLines(comparison),
    ...groupDifferences(comparison.differences).flatMap((group) => groupLines(group, verbose)),
  ];
  return `${[...lines.map(paint), summaryLine(comparison)].join('\n')}\n`;
}

function painted(line: string, style: Style): string {
  if (/^(---|\+\+\+) /.test(line)) return style.bold(line);
  if (line.startsWith('@@')) return style.bold(line);
  if (line.startsWith('-')) return style.bad(line);
  return line.startsWith('+') ? style.good(line) : line;
}

function factLines({ before, after }: Compared['comparison']): string[] {
  const changes = compareFacts(before, after);
  if (changes.length === 0) return [];
  const lines = changes.flatMap(({ name, before, after }) => [
    ...(before === undefined ? [] : [`-${name}: ${before}`]),
    ...(after === undefined ? [] : [`+${name}: ${after}`]),
  ]);
  return ['@@ what the kernels say of themselves @@', ...lines];
}

function groupLines({ change, what, count, topics }: Group, verbose: boolean): string[] {
  const lines = [`@@ ${change}, ${plural(count, 'scenario')} @@ ${what}`];
  if (verbose) {
    return [...lines, ...topics.flatMap(({ differences }) => differences.flatMap((one) => scenarioLines(one, true)))];
  }
  const named = topics.slice(0, TOPICS).map(({ topic, differences }) => ` ${topic} (${differences.length})`);
  const rest = topics.slice(TOPICS).reduce((sum, { differences }) => sum + differences.length, 0);
  if (rest > 0) named.push(` … and ${rest} in ${plural(topics.length - TOPICS, 'more topic')}`);
  const [largest] = topics.toSorted((a, b) => b.differences.length - a.differences.length);
  const shown = scenarioLines(example(largest!.differences), false, count === 1);
  return count === 1 ? [...lines, ...shown] : [...lines, ...named, ...shown];
}

function scenarioLines(difference: Difference, whole: boolean, alone = whole): string[] {
  const { scenario, before, after } = difference;
  const lines = stepLines(difference, whole).map(({ sign, text }) => `${sign}    ${text}`);
  const shown = whole ? lines : lines.slice(0, LINES);
  const more = lines.length > shown.length ? [`     … ${plural(lines.length - shown.length, 'more line')}`] : [];
  return [
    ` ${alone ? '' : 'e.g. '}${scenario}${timesInWords(before, '-')}${timesInWords(after, '+')}`,
    ...shown,
    ...more,
  ];
}

/** How often a scenario failed that was repeated. */
export function timesInWords(standing: Difference['before'], sign: string): string {
  if (standing === undefined || standing.times === 1) return '';
  return ` ${sign}${standing.failures} of ${standing.times} failed`;
}
