import type { Results } from '../../runner/results/schema.ts';

/** What passed and failed. */
export interface Totals {
  passed: number;
  failed: number;
}

/** As much of vitest's JSON report as counting needs. */
export interface Report {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** Tests that passed and failed. A file that failed without a failed test, because it did not load, counts as one failure. */
export function testTotals({ testResults }: Report): Totals {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (wanted: string) => tests.filter(({ status }) => status === wanted).length;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: count('passed'), failed: count('failed') + broken.length };
}

/** Verdicts as expected and not, and failures of the infrastructure. An unsupported scenario is neither. */
export function verdictTotals({ verdicts, infrastructure }: Pick<Results, 'verdicts' | 'infrastructure'>): Totals {
  const passed = verdicts.filter(({ verdict }) => verdict === 'pass').length;
  const unsupported = verdicts.filter(({ verdict }) => verdict === 'unsupported').length;
  return { passed, failed: verdicts.length - passed - unsupported + infrastructure.length };
}

export function add(a: Totals, b: Totals): Totals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
