/** Prints `N passed, N failed` for what `make test REPORTS=FOLDER` left behind: vitest's report and the results document. Run by .ci/run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../runner/results/schema.ts';
import { add, type Report, type Totals, testTotals, verdictTotals } from './totals/count.ts';

const folder = process.argv[2] ?? '';

/** What did not leave its report behind has failed. */
function read<T>(name: string, count: (report: T) => Totals): Totals {
  try {
    return count(JSON.parse(readFileSync(join(folder, name), 'utf8')) as T);
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const { passed, failed } = add(read<Report>('vitest.json', testTotals), read<Results>('results.json', verdictTotals));
console.log(`${passed} passed, ${failed} failed`);
