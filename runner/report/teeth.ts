/** What `make teeth` found: whether every scenario can fail. */
import type { Results, Verdict } from '../results/schema.ts';
import { plural } from './style.ts';
import { compare } from './topics.ts';

/** A check that cannot fail, and on which kernels. */
export interface Hole {
  scenario: string;
  what: string;
  kernels: string[];
}

/** Checks that survived a flip, those of the same scenario on several kernels together. */
export function holesOf(doc: Results): Hole[] {
  const found = doc.verdicts.flatMap(({ kernel, scenario, teeth }) =>
    (teeth?.survivors ?? []).map(({ arm, id, words, why }) => ({
      kernel,
      scenario,
      what: `${arm} arm, step ${id}: ${words}: ${why}`,
    })),
  );
  return [...Map.groupBy(found, ({ scenario, what }) => JSON.stringify([scenario, what])).values()]
    .map((same) => {
      const { scenario, what } = same[0]!;
      return { scenario, what, kernels: [...new Set(same.map(({ kernel }) => kernel))] };
    })
    .sort((a, b) => compare(a.scenario, b.scenario));
}

/** Scenarios that no kernel of the run could judge, so that nothing is known of their checks. A mismatch needs no further proof. */
export function unprovenOf(doc: Results): string[] {
  const proven = new Set(doc.verdicts.filter(isProof).map(({ scenario }) => scenario));
  return doc.scenarios
    .map(({ id }) => id)
    .filter((id) => !proven.has(id))
    .sort(compare);
}

function isProof({ verdict, teeth }: Verdict): boolean {
  return verdict === 'mismatch' || (teeth !== undefined && teeth.survivors.length === 0);
}

/** The report as text: a line for each kernel, the holes, and what was not proven for another reason. */
export function renderTeeth(doc: Results): string {
  const lines = doc.kernels.map(({ id }) => {
    const judged = doc.verdicts.filter(({ kernel, teeth }) => kernel === id && teeth);
    const flips = judged.reduce((sum, { teeth }) => sum + teeth!.flips, 0);
    const survivors = judged.reduce((sum, { teeth }) => sum + teeth!.survivors.length, 0);
    const what = survivors === 0 ? 'each fails its scenario' : plural(survivors, 'survivor');
    return `${id}: ${plural(judged.length, 'scenario')} passed, ${plural(flips, 'expectation')} flipped: ${what}`;
  });
  const holes = holesOf(doc);
  for (const { scenario, what, kernels } of holes)
    lines.push('', `hole  ${scenario}`, `  on ${kernels.join(', ')}`, `  ${what}`);
  const holed = new Set(holes.map(({ scenario }) => scenario));
  const unproven = unprovenOf(doc).filter((id) => !holed.has(id));
  if (unproven.length > 0) {
    lines.push('', `${plural(unproven.length, 'scenario')} not judged on these kernels:`);
    for (const id of unproven) lines.push(`  ${id}: ${outcomes(doc, id)}`);
  }
  return `${lines.join('\n')}\n`;
}

function outcomes(doc: Results, id: string): string {
  const verdicts = doc.verdicts.filter(({ scenario }) => scenario === id).map(({ verdict }) => verdict);
  return [...new Set(verdicts)].join(', ') || 'no verdict';
}
