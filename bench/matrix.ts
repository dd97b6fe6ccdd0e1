import { selectScenarios } from '../runner/cli/scenarios.ts';
import { summarise } from '../runner/results/summary.ts';
import { figure } from './figures.ts';
import type { Part } from './part.ts';
import { choosing, onKernels, timedRun, warmUp } from './run.ts';

/** The whole matrix with warm caches, as after `make conformance`. */
export const matrixPart: Part = async ({ kernels, scenarios, runs }, tell) => {
  const names = kernels.length > 0 ? kernels : ['default'];
  tell('kernels, snapshots and facts');
  await warmUp(names, await selectScenarios({ scenarios, tags: [] }));
  const seconds: number[] = [];
  const notes: string[] = [];
  for (let run = 0; run < runs; run++) {
    tell(`${names.join(' ')}: run ${run + 1} of ${runs}`);
    const { ms, doc } = await timedRun([...onKernels(names), ...choosing(scenarios)]);
    seconds.push(ms / 1000);
    const { kernels, scenarios: count, verdicts, failed, unsupported } = summarise(doc);
    notes.push(
      `run ${run + 1}: ${kernels} kernels, ${count} scenarios, ${verdicts} verdicts: ${unsupported} unsupported, ${failed} failed; ${doc.host.jobs} jobs`,
    );
  }
  const about = { what: 'kconform run, warm', kernel: names.join(' '), unit: 's' };
  return { figures: [figure(about, seconds, { most: 60 })], notes };
};
