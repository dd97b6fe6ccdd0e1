import { selectScenarios } from '../runner/cli/scenarios.ts';
import type { Results } from '../runner/results/schema.ts';
import { summarise } from '../runner/results/summary.ts';
import { type Figure, figure, median, type Target } from './figures.ts';
import type { Part } from './part.ts';
import { choosing, onKernels, timedRun, warmUp } from './run.ts';
import { overLimit } from './slow.ts';

/** Whole runs, and the seconds that they may take: one kernel while somebody works on it, and all ABIs. */
const wholes: { names: string[]; target?: Target }[] = [
  { names: ['debian:7.3'], target: { most: 20 } },
  { names: ['default'], target: { most: 100 } },
];

/** The whole suite with warm caches, as after `make conformance`. */
export const matrixPart: Part = async ({ kernels, scenarios, runs }, tell) => {
  const figures: Figure[] = [];
  const notes: string[] = [];
  const chosen = await selectScenarios({ scenarios, tags: [] });
  for (const { names, target } of kernels.length > 0 ? [{ names: kernels }] : wholes) {
    tell(`${names.join(' ')}: kernels, snapshots and facts`);
    await warmUp(names, chosen);
    const seconds: number[] = [];
    const docs: Results[] = [];
    for (let run = 0; run < runs; run++) {
      tell(`${names.join(' ')}: run ${run + 1} of ${runs}`);
      const { ms, doc } = await timedRun([...onKernels(names), ...choosing(scenarios)]);
      seconds.push(ms / 1000);
      docs.push(doc);
      notes.push(`${names.join(' ')}, run ${run + 1}: ${inWords(doc)}`);
    }
    const about = (what: string, unit: string) => ({ what, kernel: names.join(' '), unit });
    const slow = docs.map((doc) => overLimit(doc));
    figures.push(
      figure(about('kconform run, warm', 's'), seconds, target),
      figure(about('scenario, median', 'ms'), docs.map(medianVerdict), { most: 15 }),
      figure(
        about('verdicts that take more than 2 s', 'count'),
        slow.map(({ length }) => length),
        { most: 0 },
      ),
      figure(
        about('scenarios', 'count'),
        docs.map((doc) => doc.scenarios.length),
        // Of a part of the suite nothing was promised.
        scenarios.length > 0 ? undefined : { least: 1200 },
      ),
    );
    notes.push(...new Set(slow.flat()));
  }
  return { figures, notes };
};

function inWords(doc: Results): string {
  const { kernels, scenarios, verdicts, failed, unsupported } = summarise(doc);
  return `${kernels} kernels, ${scenarios} scenarios, ${verdicts} verdicts: ${unsupported} unsupported, ${failed} failed; ${doc.host.jobs} jobs`;
}

/** One without what it needs costs nothing, and must not make the others look cheap. */
function medianVerdict({ verdicts }: Results): number {
  return median(verdicts.filter(({ verdict }) => verdict !== 'unsupported').map(({ ms }) => ms));
}
