/** JUnit XML: one test suite a kernel. The dialect is what GitLab, Jenkins and GitHub's reporters have in common. */
import { create } from 'xmlbuilder2';
import type { Kernel, Results, Verdict } from '../results/schema.ts';
import { summarise } from '../results/summary.ts';
import { errataText } from './matrix.ts';
import { renderEvidence } from './steps.ts';
import { slugOf, specOf } from './topics.ts';

type Node = ReturnType<typeof create>;

/** The document as JUnit XML. */
export function renderJunit(doc: Results): string {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
    name: 'kconform',
    ...counts(doc.verdicts, doc.infrastructure.length + (isCut(doc) ? 1 : 0)),
    time: seconds(summarise(doc).ms),
    timestamp: doc.started,
  });
  const files = new Map(doc.scenarios.map(({ id, file }) => [id, file]));
  for (const kernel of doc.kernels) {
    const verdicts = doc.verdicts.filter((verdict) => verdict.kernel === kernel.id);
    const time = seconds(verdicts.reduce((sum, { ms }) => sum + ms, 0));
    const suite = root.ele('testsuite', { name: kernel.id, ...counts(verdicts), time, timestamp: doc.started });
    addProperties(suite, doc, kernel);
    for (const verdict of verdicts) addCase(suite, verdict, files.get(verdict.scenario));
  }
  addInfrastructure(root, doc);
  return `${root.end({ prettyPrint: true })}\n`;
}

function addProperties(suite: Node, doc: Results, kernel: Kernel): void {
  const properties = suite.ele('properties');
  const values = {
    release: kernel.release,
    version: kernel.version,
    landlock_abi: `${kernel.abi}`,
    landlock_errata: errataText(kernel.errata),
    command_line: kernel.command_line,
    accelerator: doc.host.accelerator,
    ...(doc.host.qemu === null ? {} : { qemu: doc.host.qemu }),
  };
  for (const [name, value] of Object.entries(values)) properties.ele('property', { name, value: clean(value) });
}

function addCase(suite: Node, verdict: Verdict, file: string | undefined): void {
  const { kernel, scenario, verdict: outcome, reason, repeat } = verdict;
  const test = suite.ele('testcase', {
    // The name of the kernel is part of the class: most readers put the cases of all suites into one list.
    classname: `${kernel}/${specOf(scenario)}`,
    name: slugOf(scenario) + (repeat ? ` (repeat ${repeat})` : ''),
    time: seconds(verdict.ms),
    ...(file === undefined ? {} : { file }),
  });
  const message = clean(reason);
  if (outcome === 'unsupported') test.ele('skipped', { message });
  else if (outcome === 'broken') test.ele('error', { type: outcome, message }).txt(message);
  else if (outcome !== 'pass') test.ele('failure', { type: outcome, message }).txt(message);
  const evidence = clean(renderEvidence(verdict));
  if (evidence !== '' && outcome !== 'unsupported') test.ele('system-out').txt(evidence);
}

/** What kept the run from being whole must not look like success to a reader that counts. */
function addInfrastructure(root: Node, doc: Results): void {
  const problems = doc.infrastructure.map(({ kernel, message, console }) => ({
    name: kernel ?? 'host',
    message,
    console,
  }));
  if (isCut(doc)) problems.push({ name: 'run', message: `the run was ${doc.status}`, console: undefined });
  if (problems.length === 0) return;
  const suite = root.ele('testsuite', { name: 'infrastructure', ...counts([], problems.length), time: '0.000' });
  for (const { name, message, console } of problems) {
    const test = suite.ele('testcase', { classname: 'infrastructure', name, time: '0.000' });
    test.ele('error', { type: 'infrastructure', message: clean(message) }).txt(clean(message));
    if (console !== undefined) test.ele('system-out').txt(clean(console));
  }
}

/** A run that ended early without anything else to show for it. */
function isCut(doc: Results): boolean {
  return doc.status !== 'complete' && doc.infrastructure.length === 0;
}

function counts(verdicts: readonly Verdict[], infrastructure = 0): Record<string, number> {
  const of = (...outcomes: Verdict['verdict'][]) => verdicts.filter(({ verdict }) => outcomes.includes(verdict)).length;
  return {
    tests: verdicts.length + infrastructure,
    failures: of('mismatch', 'crash', 'hang'),
    errors: of('broken') + infrastructure,
    skipped: of('unsupported'),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/**
 * XML 1.0 has no way to write most control characters, and consoles are full of them. xmlbuilder2 leaves alone what looks like an entity already, so
 * ampersands are its caller's.
 */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;');
}
