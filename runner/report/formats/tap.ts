/** TAP version 14 (testanything.org): kernels, in them specs, in them scenarios, with diagnostics as YAML. */
import type { Results } from '../../results/schema.ts';
import { measuredBy } from './baseline.ts';
import type { FormatOptions } from './index.ts';
import { cut, oneLine, printable, withoutOrders } from './safe-text.ts';
import { countTests, type Test, testsOf } from './tree.ts';

/** The document as TAP, a kernel at a time. */
export function* renderTap(doc: Results, { baseline }: FormatOptions = {}): Generator<string> {
  yield `TAP version 14\n1..${countTests(doc)}\n`;
  let number = 0;
  for (const test of testsOf(measuredBy(doc, baseline))) yield `${render(test, ++number).join('\n')}\n`;
}

function render(test: Test, number: number): string[] {
  const name = escaped(cut(oneLine(test.name), 1000));
  const { children } = test;
  const nested =
    children === undefined
      ? []
      : [
          `# Subtest: ${name}`,
          `    1..${children.length}`,
          ...children.flatMap((child, index) => render(child, index + 1)).map((line) => `    ${line}`),
        ];
  return [...nested, `${test.ok ? 'ok' : 'not ok'} ${number} - ${name}${directive(test)}`, ...yaml(test)];
}

/** A failure that is TODO is none to a harness; whatever else is not ok is. */
function directive({ skip, known }: Test): string {
  if (skip !== undefined) return ` # SKIP ${escaped(cut(oneLine(skip), 1000))}`.trimEnd();
  return known === undefined ? '' : ` # TODO ${escaped(cut(oneLine(known), 1000))}`;
}

/** Strings of JSON are strings of YAML, and the only ones that need no thought. */
function yaml({ verdict, diagnostics }: Test): string[] {
  const lines = diagnostics.flatMap((text) => cut(text).split('\n'));
  if (lines.length === 0 && verdict === undefined) return [];
  const fields = [
    ...(verdict === undefined ? [] : [`verdict: ${verdict}`]),
    ...(lines.length === 0
      ? []
      : ['details:', ...lines.map((line) => `  - ${JSON.stringify(withoutOrders(printable(line)))}`)]),
  ];
  return ['---', ...fields, '...'].map((line) => `  ${line}`);
}

/** Directives begin with a hash, and a backslash makes it an ordinary character. */
function escaped(text: string): string {
  return withoutOrders(text).replaceAll(/[\\#]/g, '\\$&');
}
