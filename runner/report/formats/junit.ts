/** JUnit XML: one test suite a kernel. The dialect is what GitLab, Jenkins and GitHub's reporters have in common. */
import type { Kernel, Results, Verdict } from '../../results/schema.ts';
import { summarise } from '../../results/summary.ts';
import { knownLines } from '../known.ts';
import { errataText } from '../matrix.ts';
import { renderEvidence } from '../steps.ts';
import { slugOf, specOf } from '../topics.ts';
import { type Measured, measuredBy } from './baseline.ts';
import type { FormatOptions } from './index.ts';
import { cut } from './safe-text.ts';
import { type Attributes, element, startTag } from './xml.ts';

/**
 * The document as JUnit XML. What passed comes without its steps, or a whole run would be more than GitLab reads (30 MB); they are in the results document.
 */
export function* renderJunit(whole: Results, { baseline }: FormatOptions = {}): Generator<string> {
  const measured = measuredBy(whole, baseline);
  const { doc } = measured;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield line(
    0,
    startTag('testsuites', {
      name: 'kconform',
      ...totals(measured),
      time: seconds(summarise(doc).ms),
    }),
  );
  const files = new Map(doc.scenarios.map(({ id, file }) => [id, file]));
  const verdicts = Map.groupBy(doc.verdicts, ({ kernel }) => kernel);
  for (const kernel of doc.kernels) yield* suite(measured, kernel, verdicts.get(kernel.id) ?? [], files);
  yield* infrastructure(doc);
  yield '</testsuites>\n';
}

function* suite(
  measured: Measured,
  kernel: Kernel,
  verdicts: Verdict[],
  files: Map<string, string>,
): Generator<string> {
  const { doc, excuse } = measured;
  const time = seconds(verdicts.reduce((sum, { ms }) => sum + ms, 0));
  yield line(
    1,
    startTag('testsuite', { name: cut(kernel.id), ...counts(verdicts, excuse), time, timestamp: doc.started }),
  );
  yield line(2, '<properties>');
  for (const [name, value] of Object.entries(properties(doc, kernel))) {
    yield line(3, element('property', { name, value: cut(value) }));
  }
  yield line(2, '</properties>');
  for (const verdict of verdicts) yield testCase(verdict, files.get(verdict.scenario), measured);
  yield line(1, '</testsuite>');
}

function properties({ host }: Results, kernel: Kernel): Record<string, string> {
  return {
    release: kernel.release,
    version: kernel.version,
    landlock_abi: `${kernel.abi}`,
    landlock_errata: errataText(kernel.errata),
    command_line: kernel.command_line,
    accelerator: host.accelerator,
    ...(host.qemu === null ? {} : { qemu: host.qemu }),
  };
}

function testCase(verdict: Verdict, file: string | undefined, { excuse, remarks }: Measured): string {
  const { kernel, scenario, verdict: outcome, reason, repeat } = verdict;
  const attributes = {
    // The name of the kernel is part of the class: most readers put the cases of all suites into one list.
    classname: cut(`${kernel}/${specOf(scenario)}`),
    name: cut(slugOf(scenario)) + (repeat ? ` (repeat ${repeat})` : ''),
    time: seconds(verdict.ms),
    file: file === undefined ? undefined : cut(file),
  };
  const message = cut(reason);
  if (outcome === 'unsupported') return withChildren('testcase', attributes, [element('skipped', { message })]);
  if (outcome === 'pass') {
    const known = [...knownLines(verdict), ...remarks(verdict)].join('\n');
    return withChildren('testcase', attributes, known === '' ? [] : [element('system-out', {}, cut(known))]);
  }
  const evidence = element('system-out', {}, cut([...remarks(verdict), renderEvidence(verdict)].join('\n')));
  const known = excuse(verdict);
  // JUnit knows no expected failure; what is skipped makes no reader red, and its message is shown.
  if (known !== undefined) {
    const skipped = element('skipped', { message: cut(`known failure, ${outcome}: ${known}`) });
    return withChildren('testcase', attributes, [skipped, evidence]);
  }
  return withChildren('testcase', attributes, [
    element(outcome === 'broken' ? 'error' : 'failure', { type: outcome, message }, message),
    evidence,
  ]);
}

/** What kept the run from being whole must not look like success to a reader that counts. */
function* infrastructure(doc: Results): Generator<string> {
  const problems = doc.infrastructure.map(({ kernel, message, console }) => ({
    name: kernel ?? 'host',
    message: cut(message),
    console,
  }));
  if (isCut(doc)) problems.push({ name: 'run', message: `the run was ${doc.status}`, console: undefined });
  if (problems.length === 0) return;
  yield line(
    1,
    startTag('testsuite', { name: 'infrastructure', ...counts([], () => undefined, problems.length), time: '0.000' }),
  );
  for (const { name, message, console } of problems) {
    yield withChildren('testcase', { classname: 'infrastructure', name: cut(name), time: '0.000' }, [
      element('error', { type: 'infrastructure', message }, message),
      ...(console === undefined ? [] : [element('system-out', {}, cut(console))]),
    ]);
  }
  yield line(1, '</testsuite>');
}

/** A run that ended early without anything else to show for it. */
function isCut(doc: Results): boolean {
  return doc.status !== 'complete' && doc.infrastructure.length === 0;
}

function counts(verdicts: readonly Verdict[], excuse: Measured['excuse'], infrastructure = 0): Record<string, number> {
  const counting = verdicts.filter((verdict) => excuse(verdict) === undefined);
  const of = (...outcomes: Verdict['verdict'][]) => counting.filter(({ verdict }) => outcomes.includes(verdict)).length;
  return {
    tests: verdicts.length + infrastructure,
    failures: of('mismatch', 'crash', 'hang'),
    errors: of('broken') + infrastructure,
    skipped: of('unsupported') + verdicts.length - counting.length,
  };
}

/** Jenkins' schema has these three for the whole, and nothing else. */
function totals({ doc, excuse }: Measured): Record<string, number> {
  const { tests, failures, errors } = counts(doc.verdicts, excuse, doc.infrastructure.length + (isCut(doc) ? 1 : 0));
  return { tests: tests!, failures: failures!, errors: errors! };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function withChildren(name: string, attributes: Attributes, children: string[]): string {
  if (children.length === 0) return line(2, element(name, attributes));
  return [line(2, startTag(name, attributes)), ...children.map((child) => line(3, child)), line(2, `</${name}>`)].join(
    '',
  );
}

function line(depth: number, text: string): string {
  return `${'  '.repeat(depth)}${text}\n`;
}
