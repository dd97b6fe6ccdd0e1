/** A comparison for a mail reply: Markdown that reads as plain text, in lines that a mailing list does not break. */
import {
  CHANGE_IN_WORDS,
  CHANGES,
  type Change,
  type Comparison,
  compareFacts,
  type FactChange,
  type Group,
  groupDifferences,
} from '../../compare/index.ts';
import { plural, shorten } from '../style.ts';
import { slugOf } from '../topics.ts';
import { example, stepLines } from './steps.ts';
import { type Compared, kernelLine } from './summary.ts';
import { wrap } from './wrap.ts';

const WIDTH = 76;
const TOPICS = 6;
const LINES = 6;
const GROUPS = 12;

/** How much of it. */
export interface MarkdownOptions {
  /** Every group and every scenario. */
  verbose?: boolean;
}

/** One section for each kind of change. */
export function renderDiffMarkdown({ comparison }: Compared, { verbose = false }: MarkdownOptions = {}): string {
  const groups = Map.groupBy(groupDifferences(comparison.differences), ({ change }) => change);
  const parts = [
    `## Landlock: ${comparison.before.id} → ${comparison.after.id}`,
    overview(comparison),
    facts(compareFacts(comparison.before, comparison.after)),
    ...[...groups].map(([change, groups]) => section(change, groups, verbose)),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function overview({ before, after, counts }: Comparison): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = CHANGES.filter((change) => counts[change] > 0).map(
    (change) => `${counts[change].toLocaleString('en')} ${change}`,
  );
  return [
    ...wrap(`- before: ${kernelLine(before)}`, WIDTH, '  '),
    ...wrap(`- after: ${kernelLine(after)}`, WIDTH, '  '),
    ...wrap(`- ${plural(total, 'scenario')}: ${parts.join(', ')}`, WIDTH, '  '),
  ].join('\n');
}

function facts(changes: readonly FactChange[]): string {
  const lines = changes.flatMap(({ name, before = 'none', after = 'none' }) =>
    wrap(`- ${name}: ${before} → ${after}`, WIDTH, '  '),
  );
  return lines.length === 0 ? '' : ['### What the kernels say of themselves', '', ...lines].join('\n');
}

function section(change: Exclude<Change, 'same'>, groups: readonly Group[], verbose: boolean): string {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const shown = verbose ? groups : groups.slice(0, GROUPS);
  const rest = groups.slice(shown.length);
  const more = rest.reduce((sum, group) => sum + group.count, 0);
  return [
    `### ${change}: ${CHANGE_IN_WORDS[change]} (${count})`,
    ...shown.map((group) => groupText(group, verbose)),
    ...(rest.length > 0 ? [`… and ${plural(more, 'scenario')} with ${plural(rest.length, 'other change')}.`] : []),
  ].join('\n\n');
}

function groupText({ what, count, topics }: Group, verbose: boolean): string {
  const named = topics.slice(0, verbose ? topics.length : TOPICS);
  const where = named.map(({ topic, differences }) =>
    topics.length === 1 && differences.length === count ? topic : `${topic} (${differences.length})`,
  );
  if (topics.length > named.length) where.push(`${plural(topics.length - named.length, 'more topic')}`);
  const [largest] = topics.toSorted((a, b) => b.differences.length - a.differences.length);
  const scenarios = verbose ? topics.flatMap(({ differences }) => differences) : [example(largest!.differences)];
  return [
    ...wrap(`- **${what}**, ${plural(count, 'scenario')} in ${where.join(', ')}`, WIDTH, '  '),
    ...scenarios.flatMap((difference) => [
      '',
      // Four more than the item's text is indented by: quoted as it is, and never wrapped.
      ...[slugOf(difference.scenario), ...signed(difference, verbose)].map(
        (line) => `      ${shorten(line, WIDTH - 6)}`,
      ),
    ]),
  ].join('\n');
}

function signed(difference: Parameters<typeof stepLines>[0], verbose: boolean): string[] {
  const lines = stepLines(difference, false).map(({ sign, text }) => `${sign} ${text}`);
  if (verbose || lines.length <= LINES) return lines;
  return [...lines.slice(0, LINES), `… ${plural(lines.length - LINES, 'more line')}`];
}
