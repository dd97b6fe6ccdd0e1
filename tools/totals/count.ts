/** As much of vitest's JSON report as counting needs. */
export interface Report {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** Tests that passed and failed. A file that failed without a failed test, because it did not load, counts as one failure. */
export function totals({ testResults }: Report): { passed: number; failed: number } {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (wanted: string) => tests.filter(({ status }) => status === wanted).length;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: count('passed'), failed: count('failed') + broken.length };
}
