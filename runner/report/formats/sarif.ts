/**
 * SARIF 2.1.0, for code scanning: a rule for each scenario that is not as expected, a result for each thing that happened to it. What passed has no place in
 * it: SARIF lists problems of files.
 */
import type { Results } from '../../results/schema.ts';
import { exitStatus } from '../../results/summary.ts';
import { compare } from '../topics.ts';
import { measuredBy } from './baseline.ts';
import { type Finding, findingsOf, infrastructureLines, leftOut } from './findings.ts';
import type { FormatOptions } from './index.ts';
import { cut, jsonWithoutOrders, oneLine } from './safe-text.ts';

/** GitHub refuses a run with more than 25,000 results and shows 5,000. */
const MOST = 5000;

/** The log. */
export function* renderSarif(whole: Results, { baseline }: FormatOptions = {}): Generator<string> {
  const measured = measuredBy(whole, baseline);
  const { doc } = measured;
  const counting = findingsOf(measured.counting, MOST, measured);
  const known = findingsOf(measured.known, MOST - counting.findings.length, measured);
  const findings = [...counting.findings, ...known.findings];
  const more = counting.more + known.more;
  const rules = [...new Map(findings.map((finding) => [finding.scenario, finding])).values()].sort((a, b) =>
    compare(a.scenario, b.scenario),
  );
  const indices = new Map(rules.map(({ scenario }, index) => [scenario, index]));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kconform', version: doc.tool.version, rules: rules.map(rule) } },
        invocations: [invocation(measured.counting, more)],
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, indices.get(finding.scenario)!)),
      },
    ],
  };
  yield `${jsonWithoutOrders(log, 1)}\n`;
}

function rule({ scenario, promise, doc, tags }: Finding) {
  return {
    id: scenario,
    shortDescription: message(promise),
    ...(doc === '' ? {} : { help: message(`Promised in ${doc}.`) }),
    // GitHub takes twenty tags.
    properties: { tags: tags.slice(0, 20).map((tag) => cut(tag, 100)) },
  };
}

function result({ scenario, verdict, details, file, kernels, excuse, fingerprint }: Finding, ruleIndex: number) {
  return {
    ruleId: scenario,
    ruleIndex,
    kind: 'fail',
    level: verdict === 'broken' ? 'warning' : 'error',
    message: message(`${verdict}: ${details}`),
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
          region: { startLine: 1 },
        },
      },
    ],
    // Of all formats this one has a word for what is known: code scanning closes such a finding.
    ...(excuse !== undefined && { suppressions: [{ kind: 'external', justification: cut(oneLine(excuse), 2000) }] }),
    // By this name GitHub recognises a problem that it has seen; without it, the first line of the spec would be the only criterion.
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    properties: { verdict, kernels },
  };
}

function invocation(doc: Results, missing: number) {
  const problems = infrastructureLines(doc);
  const notes = [
    ...problems.map((text) => ({ level: 'error', message: message(text) })),
    ...(missing > 0 ? [{ level: 'note', message: message(leftOut(missing)) }] : []),
  ];
  return {
    executionSuccessful: problems.length === 0,
    exitCode: exitStatus(doc),
    commandLine: cut(doc.command),
    startTimeUtc: doc.started,
    endTimeUtc: doc.finished,
    ...(notes.length > 0 ? { toolExecutionNotifications: notes } : {}),
  };
}

/** In a message of SARIF, `{0}` stands for an argument and `[text](target)` for a link. */
function message(text: string) {
  return { text: text.replaceAll(/\{(\d+)\}/g, '{{$1}}').replaceAll('](', '] (') };
}
