/** KTAP version 1 (Documentation/dev-tools/ktap.rst): kernels, in them specs, in them scenarios. */
import type { Results } from '../../results/schema.ts';
import { measuredBy } from './baseline.ts';
import type { FormatOptions } from './index.ts';
import { cut, oneLine, printable, withoutOrders } from './safe-text.ts';
import { countTests, type Test, testsOf } from './tree.ts';

/** The document as KTAP, a kernel at a time. */
export function* renderKtap(doc: Results, { baseline }: FormatOptions = {}): Generator<string> {
  yield `KTAP version 1\n1..${countTests(doc)}\n`;
  let number = 0;
  for (const test of testsOf(measuredBy(doc, baseline))) yield `${render(test, ++number).join('\n')}\n`;
}

/** Version line, head, plan, and the tests in order. */
function group(tests: Test[], head: string): string[] {
  return ['KTAP version 1', head, `1..${tests.length}`, ...tests.flatMap((test, index) => render(test, index + 1))];
}

function render(test: Test, number: number): string[] {
  const name = cut(oneLine(test.name), 1000).replaceAll('#', '_');
  const nested =
    test.children === undefined ? [] : group(test.children, `# Subtest: ${name}`).map((line) => `  ${line}`);
  // What failed says how, first; infrastructure says so by its name.
  const how = test.verdict === undefined || test.verdict === 'infrastructure' ? [] : [test.verdict];
  const diagnostics = [...how, ...test.diagnostics.map((text) => cut(text))].flatMap((text) => text.split('\n'));
  const ok = test.ok || test.known !== undefined;
  return [...nested, ...diagnostics.map(comment), `${ok ? 'ok' : 'not ok'} ${number} ${name}${directive(test)}`];
}

/** KTAP knows two ways of failing that are ours as well. */
const failures = { hang: ' # TIMEOUT', broken: ' # ERROR', infrastructure: ' # ERROR' } as Record<string, string>;

function directive({ skip, known, verdict = 'pass' }: Test): string {
  if (skip !== undefined) return ` # SKIP ${withoutOrders(cut(oneLine(skip), 1000))}`.trimEnd();
  // As tools/testing/selftests/kselftest.h prints it, with ok: kunit.py takes any `not ok` for a failure.
  if (known !== undefined) return ` # XFAIL ${withoutOrders(cut(oneLine(known), 1000))}`;
  return failures[verdict] ?? '';
}

function comment(line: string): string {
  return `# ${withoutOrders(printable(line))}`.trimEnd();
}
