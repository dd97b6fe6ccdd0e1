/** GitLab's code quality report: the subset of Code Climate's format that it reads. Merge requests show what is new, by fingerprint. */
import { createHash } from 'node:crypto';
import type { Results } from '../../results/schema.ts';
import { type Finding, findingsOf, infrastructureLines, leftOut } from './findings.ts';
import { cut, jsonWithoutOrders } from './safe-text.ts';

/** Beyond that nobody reads them one by one, and GitLab compares two such lists for every merge request. */
const MOST = 1000;

const severities = { crash: 'blocker', hang: 'critical', mismatch: 'major', broken: 'minor' } as const;

/** The report, an issue a line. */
export function* renderGitlab(doc: Results): Generator<string> {
  const { findings, more } = findingsOf(doc, MOST);
  const issues = [
    ...infrastructureLines(doc).map((text) => other('infrastructure', text, 'critical')),
    ...findings.map(issue),
    ...(more > 0 ? [other('left-out', leftOut(more), 'info')] : []),
  ];
  yield `[\n${issues.map((issue) => jsonWithoutOrders(issue)).join(',\n')}\n]\n`;
}

function issue({ verdict, scenario, promise, reason, kernels, file, fingerprint }: Finding) {
  return {
    type: 'issue',
    check_name: cut(scenario, 500),
    description: `${promise}: ${verdict} on ${cut(kernels.join(', '), 500)}: ${reason}`,
    categories: ['Bug Risk'],
    severity: severities[verdict],
    fingerprint,
    location: { path: file, lines: { begin: 1 } },
  };
}

/** Something that belongs to no spec. */
function other(name: string, description: string, severity: 'critical' | 'info') {
  return {
    type: 'issue',
    check_name: `kconform/${name}`,
    description,
    categories: ['Bug Risk'],
    severity,
    fingerprint: createHash('sha256').update(`${name}\n${description}`).digest('hex'),
    location: { path: 'suites', lines: { begin: 1 } },
  };
}
