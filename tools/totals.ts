/** Prints `N passed, N failed` for a report of vitest's JSON reporter. Run by .ci/run. */
import { readFileSync } from 'node:fs';
import { type Report, totals } from './totals/count.ts';

const { passed, failed } = totals(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Report);
console.log(`${passed} passed, ${failed} failed`);
