import { selectScenarios } from '../runner/cli/scenarios.ts';
import { type Figure, figure, median } from './figures.ts';
import type { Part } from './part.ts';
import { choosing, timedRun, warmUp } from './run.ts';
import { transport } from './transport.ts';

/** What one scenario costs on a restored guest, and how much of that is getting the plan there and the answer back. */
export const scenarioPart: Part = async ({ kernels, scenarios, runs }, tell) => {
  const figures: Figure[] = [];
  const chosen = await selectScenarios({ scenarios, tags: [] });
  for (const kernel of kernels.length > 0 ? kernels : ['debian:7.3']) {
    await warmUp([kernel], chosen);
    const each: number[] = [];
    const verdicts: number[] = [];
    for (let run = 0; run < runs; run++) {
      tell(`${kernel}: run ${run + 1} of ${runs}, one worker`);
      const { ms, doc } = await timedRun(['--kernel', kernel, '--jobs', '1', ...choosing(scenarios)]);
      // One without what it needs costs nothing, and must not make the others look cheap.
      const judged = doc.verdicts.filter(({ verdict }) => verdict !== 'unsupported');
      each.push(ms / judged.length);
      verdicts.push(median(judged.map((verdict) => verdict.ms)));
    }
    const most = { most: 15 };
    figures.push(
      figure({ what: 'wall time of a run per scenario', kernel, unit: 'ms' }, each, most),
      figure({ what: 'median verdict', kernel, unit: 'ms' }, verdicts, most),
    );
    tell(`${kernel}: transport`);
    figures.push(...(await transport(kernel, chosen)));
  }
  return { figures, notes: [] };
};
