/** What a kernel could not be asked, and why. */
import type { Results } from '../results/schema.ts';
import { compare } from './topics.ts';

/** One line for each reason: how many verdicts, the reason, the kernels. */
export function renderUnsupported(doc: Results): string {
  const verdicts = doc.verdicts.filter(({ verdict }) => verdict === 'unsupported');
  const reasons = [...Map.groupBy(verdicts, ({ reason }) => reason)].sort(([a], [b]) => compare(a, b));
  const width = Math.max(0, ...reasons.map(([, { length }]) => `${length}`.length));
  return reasons
    .map(([reason, verdicts]) => {
      const kernels = new Set(verdicts.map(({ kernel }) => kernel));
      const where = kernels.size === doc.kernels.length && kernels.size > 1 ? 'every kernel' : [...kernels].join(', ');
      return `unsupported  ${`${verdicts.length}`.padStart(width)}  ${reason} (${where})`;
    })
    .join('\n');
}
