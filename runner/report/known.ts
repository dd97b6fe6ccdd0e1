/** What the kernels of a run are known for, and showed. */
import { knownInWords } from '../expect/known.ts';
import type { Results, Verdict } from '../results/schema.ts';
import { plural } from './style.ts';
import { compare } from './topics.ts';

/** One line for each thing known: the kernels, what it is, how many scenarios showed it. */
export function renderKnown(doc: Results): string {
  const shown = doc.verdicts.flatMap(({ kernel, scenario, known = [] }) =>
    known.map((one) => ({ kernel, scenario, words: knownInWords(one) })),
  );
  return [...Map.groupBy(shown, ({ words }) => words)]
    .sort(([a], [b]) => compare(a, b))
    .map(([words, all]) => {
      const kernels = new Set(all.map(({ kernel }) => kernel));
      const where = kernels.size === doc.kernels.length && kernels.size > 1 ? 'every kernel' : [...kernels].join(', ');
      return `known  ${where}: ${words} (${plural(new Set(all.map(({ scenario }) => scenario)).size, 'scenario')})`;
    })
    .join('\n');
}

/** What one verdict showed to be known, a line each. */
export function knownLines({ known = [] }: Verdict): string[] {
  return known.map(knownInWords);
}
