/** What is not as expected, for formats that list problems of files instead of results of tests. */
import { createHash } from 'node:crypto';
import type { Outcome, Results, Scenario } from '../../results/schema.ts';
import { type FailureGroup, groupFailures, replayCommand } from '../failures.ts';
import { plural } from '../style.ts';
import { type Measured, measuredBy } from './baseline.ts';
import { cut, oneLine, printableLines } from './safe-text.ts';

/** One thing that is wrong: what happened to a scenario, on all kernels where the same happened. */
export interface Finding {
  verdict: Exclude<Outcome, 'pass' | 'unsupported'>;
  scenario: string;
  /** The promise, and where it is made; the identity stands in when the document does not hold the scenario. */
  promise: string;
  doc: string;
  /** The spec, as a path below the checkout. */
  file: string;
  tags: string[];
  kernels: string[];
  /** One line. */
  reason: string;
  /** Everything worth telling, in lines. */
  details: string;
  /** Why it does not count: the baseline knows of it. */
  excuse: string | undefined;
  /** The same for the same finding of another run: neither kernels nor wording are part of it. */
  fingerprint: string;
}

/** The order of urgency: a dead kernel first, what taught nothing last. */
const urgency = ['crash', 'hang', 'mismatch', 'broken'] as const;

/**
 * Findings, the most urgent first, and how many there are beyond the first `most`.
 *
 * @param doc verdicts that count, or those that are known
 * @param measured what the baseline says of them
 */
export function findingsOf(
  doc: Results,
  most: number,
  measured: Measured = measuredBy(doc, undefined),
): { findings: Finding[]; more: number } {
  const scenarios = new Map(doc.scenarios.map((scenario) => [scenario.id, scenario]));
  const seen = new Map<string, number>();
  const groups = groupFailures(doc).map((group) => {
    const key = `${group.scenario}\n${group.verdict}`;
    const same = seen.get(key) ?? 0;
    seen.set(key, same + 1);
    const excuse = measured.excuse(group.verdicts[0]!);
    const remarks = [...new Set(group.verdicts.flatMap(measured.remarks))];
    return { ...group, excuse, remarks, key: `${key}\n${same}${excuse === undefined ? '' : '\nknown'}` };
  });
  groups.sort((a, b) => rank(a) - rank(b));
  const findings = groups.slice(0, most).map((group) => describe(group, scenarios.get(group.scenario)));
  return { findings, more: groups.length - findings.length };
}

function rank({ verdict }: FailureGroup): number {
  return urgency.indexOf(verdict as Finding['verdict']);
}

type Group = FailureGroup & { excuse: string | undefined; remarks: string[]; key: string };

function describe(group: Group, about: Scenario | undefined): Finding {
  const { verdict, scenario, reason, kernels, excuse, key } = group;
  return {
    verdict: verdict as Finding['verdict'],
    scenario,
    promise: cut(oneLine(about?.title ?? scenario), 500),
    doc: cut(oneLine(about?.doc ?? ''), 500),
    file: fileOf(about),
    tags: about?.tags ?? [],
    kernels,
    reason: cut(oneLine(reason), 2000),
    details: details(group, about),
    excuse,
    fingerprint: createHash('sha256').update(key).digest('hex'),
  };
}

/** `3 more findings`, and where they are. */
export function leftOut(count: number, what = 'finding'): string {
  return `${plural(count, `more ${what}`)} not listed here, all in the results document`;
}

/** What kept the run from being whole, one line each; never empty for a run that is not. */
export function infrastructureLines(doc: Results): string[] {
  const lines = doc.infrastructure.map(({ kernel, message }) =>
    cut(oneLine(`${kernel === undefined ? '' : `${kernel}: `}${message}`), 2000),
  );
  if (doc.status !== 'complete' && lines.length === 0) lines.push(`the run was ${doc.status}`);
  return lines;
}

function details({ reason, splat, kernels, scenario, remarks }: Group, about: Scenario | undefined): string {
  const lines = [
    reason,
    ...(splat === undefined || reason.includes(splat) ? [] : [splat]),
    `on ${cut(kernels.join(', '), 500)}`,
    ...remarks,
    ...(about === undefined ? [] : [`promised in ${about.doc}`]),
    replayCommand(kernels.at(-1)!, scenario, about),
  ];
  return lines.map((line) => cut(printableLines(line), 2000)).join('\n');
}

/** Paths of specs are relative to the checkout; one of a folder elsewhere is told from its name on. */
function fileOf(about: Scenario | undefined): string {
  const file = oneLine(about?.file ?? '').replaceAll('\\', '/');
  const parts = file.split('/').filter((part) => !['', '.', '..'].includes(part));
  return cut(parts.join('/'), 500) || 'suites';
}
