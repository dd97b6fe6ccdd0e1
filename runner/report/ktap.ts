/** KTAP version 1 (Documentation/dev-tools/ktap.rst): kernels, in them specs, in them scenarios. */
import type { Results, Verdict } from '../results/schema.ts';
import { knownLines } from './known.ts';
import { errataText } from './matrix.ts';
import { renderEvidence } from './steps.ts';
import { byTopic, slugOf, topicsOf } from './topics.ts';

/** A result line and all that belongs to it. `children` makes it a nested test. */
interface Test {
  name: string;
  ok: boolean;
  directive?: string | undefined;
  diagnostics?: string[];
  children?: Test[];
}

/** The document as KTAP. */
export function renderKtap(doc: Results): string {
  return `${group([...kernelTests(doc), ...infrastructureTests(doc)]).join('\n')}\n`;
}

function kernelTests(doc: Results): Test[] {
  const topics = topicsOf(doc);
  return doc.kernels.map((kernel) => {
    const verdicts = doc.verdicts.filter((verdict) => verdict.kernel === kernel.id);
    const { release, abi, errata } = kernel;
    const children = [...byTopic(verdicts, topics)].map(([name, verdicts]) => parent(name, verdicts.map(scenarioTest)));
    return {
      ...parent(kernel.id, children),
      diagnostics: [`kernel ${release}, Landlock ABI ${abi}, errata ${errataText(errata)}`],
    };
  });
}

function parent(name: string, children: Test[]): Test {
  const skipped = children.length > 0 && children.every(({ directive }) => directive?.startsWith('SKIP'));
  return { name, ok: children.every(({ ok }) => ok), directive: skipped ? 'SKIP' : undefined, children };
}

function scenarioTest(verdict: Verdict): Test {
  const { scenario, verdict: outcome, reason, repeat } = verdict;
  const name = slugOf(scenario) + (repeat ? `-repeat-${repeat}` : '');
  if (outcome === 'pass') return { name, ok: true, diagnostics: knownLines(verdict) };
  if (outcome === 'unsupported') return { name, ok: true, directive: `SKIP ${oneLine(reason)}` };
  return {
    name,
    ok: false,
    directive: directives[outcome],
    diagnostics: [outcome, ...renderEvidence(verdict).split('\n')],
  };
}

/** KTAP knows two ways of failing that are ours as well. */
const directives = { mismatch: undefined, crash: undefined, hang: 'TIMEOUT', broken: 'ERROR' } as const;

function infrastructureTests(doc: Results): Test[] {
  const messages = doc.infrastructure.map(
    ({ kernel, message }) => `${kernel === undefined ? '' : `${kernel}: `}${message}`,
  );
  if (doc.status !== 'complete' && messages.length === 0) messages.push(`the run was ${doc.status}`);
  if (messages.length === 0) return [];
  return [{ name: 'infrastructure', ok: false, directive: 'ERROR', diagnostics: messages }];
}

/** Version line, plan, and the tests in order. */
function group(tests: Test[], head: string[] = []): string[] {
  return ['KTAP version 1', ...head, `1..${tests.length}`, ...tests.flatMap((test, index) => render(test, index + 1))];
}

function render(test: Test, number: number): string[] {
  const diagnostics = (test.diagnostics ?? []).flatMap((text) => text.split('\n')).map((line) => comment(line));
  const nested =
    test.children === undefined
      ? []
      : group(test.children, [comment(`Subtest: ${test.name}`)]).map((line) => `  ${line}`);
  const directive = test.directive === undefined ? '' : ` # ${test.directive}`;
  return [
    ...nested,
    ...diagnostics,
    `${test.ok ? 'ok' : 'not ok'} ${number} ${test.name.replaceAll('#', '_')}${directive}`,
  ];
}

function comment(line: string): string {
  return `# ${printable(line)}`.trimEnd();
}

function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}

/** A carriage return or escape sequence of a console must not hide or fake a result line. */
function printable(text: string): string {
  return text.replaceAll(/[\x00-\x08\x0a-\x1f\x7f]/g, '?');
}
