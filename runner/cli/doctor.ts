/** `kconform doctor`: is this machine ready, and if not, what would make it so? */
import { installHint } from '../../vm/installation.ts';
import { EXIT } from '../results/summary.ts';
import type { Check } from './doctor/check.ts';
import { allChecks } from './doctor/checks.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';

/** Look at everything; 69 when something that is needed is missing. */
export async function doctorCommand({ json }: { json: boolean }, output: Output): Promise<number> {
  const checks = await allChecks();
  const ready = checks.every(({ status }) => status !== 'missing');
  output.out(json ? `${JSON.stringify({ ready, checks }, null, 2)}\n` : renderChecks(checks));
  return ready ? EXIT.pass : EXIT.infrastructure;
}

/** The checks for people, what to do about them last. */
export function renderChecks(checks: readonly Check[]): string {
  const marks = { ok: 'ok', note: 'note', missing: 'MISSING' };
  const rows = table(checks.map(({ name, status, value }) => [marks[status], name, value]));
  const packages = [...new Set(checks.flatMap(({ packages = [] }) => packages))];
  const hints = [
    ...(packages.length > 0 ? [installHint(packages)] : []),
    ...new Set(checks.flatMap(({ status, hint }) => (status === 'ok' || hint === undefined ? [] : [hint]))),
  ];
  const missing = checks.filter(({ status }) => status === 'missing').length;
  const verdict = missing === 0 ? 'ready' : `not ready: ${missing} missing`;
  return `${rows}${hints.length > 0 ? `\n${hints.map((hint) => `hint: ${hint}\n`).join('')}` : ''}\n${verdict}\n`;
}
