/** Signals of LAVA, for the console of the device under test: what `lava-test-set` and `lava-test-case` print, a line for each verdict. */
import type { Results } from '../../results/schema.ts';
import { infrastructureLines } from './findings.ts';

/** LAVA has no more than these; that nothing was learnt is unknown. */
const results = {
  pass: 'pass',
  mismatch: 'fail',
  crash: 'fail',
  hang: 'fail',
  broken: 'unknown',
  unsupported: 'skip',
} as const;

/** The signals: a test set for each kernel. */
export function* renderLava(doc: Results): Generator<string> {
  const verdicts = Map.groupBy(doc.verdicts, ({ kernel }) => kernel);
  for (const { id } of doc.kernels) {
    yield `<LAVA_SIGNAL_TESTSET START ${nameOf(id)}>\n`;
    for (const { scenario, repeat, verdict } of verdicts.get(id) ?? []) {
      yield testCase(nameOf(scenario) + (repeat ? `.repeat-${repeat}` : ''), results[verdict]);
    }
    yield '<LAVA_SIGNAL_TESTSET STOP>\n';
  }
  // That a run is not whole is a failure of its own.
  yield testCase('kconform.infrastructure', infrastructureLines(doc).length > 0 ? 'fail' : 'pass');
}

function testCase(id: string, result: string): string {
  return `<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=${id} RESULT=${result}>\n`;
}

/** A name has letters, digits, dots, dashes and underscores only. */
function nameOf(id: string): string {
  return id
    .replaceAll('/', '.')
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 1000);
}
