/** TAP version 14 (testanything.org): kernels, in them specs, in them scenarios, with diagnostics as YAML. */
import type { Results } from '../../results/schema.ts';
import { cut, oneLine, printable, withoutOrders } from './safe-text.ts';
import { countTests, type Test, testsOf } from './tree.ts';

/** The document as TAP, a kernel at a time. */
export function* renderTap(doc: Results): Generator<string> {
  yield `TAP version 14\n1..${countTests(doc)}\n`;
  let number = 0;
  for (const test of testsOf(doc)) yield `${render(test, ++number).join('\n')}\n`;
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
  const skip = test.skip === undefined ? '' : ` # SKIP ${escaped(cut(oneLine(test.skip), 1000))}`.trimEnd();
  return [...nested, `${test.ok ? 'ok' : 'not ok'} ${number} - ${name}${skip}`, ...yaml(test)];
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
