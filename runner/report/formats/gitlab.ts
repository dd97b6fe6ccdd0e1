/** GitLab's code quality report: the subset of Code Climate's format that it reads. Merge requests show what is new, by fingerprint. */
import { createHash } from 'node:crypto';
import type { Results } from '../../results/schema.ts';
import { type BaselineNote, measuredBy } from './baseline.ts';
import { type Finding, findingsOf, infrastructureLines, leftOut } from './findings.ts';
import type { FormatOptions } from './index.ts';
import { cut, jsonWithoutOrders, oneLine } from './safe-text.ts';

/** Beyond that nobody reads them one by one, and GitLab compares two such lists for every merge request. */
const MOST = 1000;

const severities = { crash: 'blocker', hang: 'critical', mismatch: 'major', broken: 'minor' } as const;

/** The report, an issue a line. */
export function* renderGitlab(doc: Results, { baseline }: FormatOptions = {}): Generator<string> {
  const measured = measuredBy(doc, baseline);
  const { findings, more } = findingsOf(measured.counting, MOST, measured);
  const known = findingsOf(measured.known, MOST - findings.length, measured);
  const passing = measured.notes.filter(({ kind }) => kind === 'passes').map(toTakeOut);
  const issues = [
    ...infrastructureLines(doc).map((text) => other('infrastructure', text, 'critical')),
    ...findings.map(issue),
    ...known.findings.map(issue),
    ...passing,
    ...(more + known.more > 0 ? [other('left-out', leftOut(more + known.more), 'info')] : []),
  ];
  yield `[\n${issues.map((issue) => jsonWithoutOrders(issue)).join(',\n')}\n]\n`;
}

function issue({ verdict, scenario, promise, reason, kernels, file, excuse, fingerprint }: Finding) {
  const known = excuse === undefined ? '' : `known failure, ${cut(oneLine(excuse), 1000)}: `;
  return {
    type: 'issue',
    check_name: cut(scenario, 500),
    description: `${known}${promise}: ${verdict} on ${cut(kernels.join(', '), 500)}: ${reason}`,
    categories: ['Bug Risk'],
    severity: excuse === undefined ? severities[verdict] : 'info',
    fingerprint,
    location: { path: file, lines: { begin: 1 } },
  };
}

/** A known failure that passes, where it is written down. */
function toTakeOut({ file, line, text }: BaselineNote) {
  return other('baseline', cut(oneLine(text), 2000), 'minor', { path: cut(oneLine(file), 500), line });
}

/** Something that belongs to no spec. */
function other(
  name: string,
  description: string,
  severity: 'critical' | 'minor' | 'info',
  { path, line = 1 }: { path: string; line?: number | undefined } = { path: 'suites' },
) {
  return {
    type: 'issue',
    check_name: `kconform/${name}`,
    description,
    categories: ['Bug Risk'],
    severity,
    fingerprint: createHash('sha256').update(`${name}\n${description}`).digest('hex'),
    location: { path, lines: { begin: line } },
  };
}
