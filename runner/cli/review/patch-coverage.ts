/** Which added lines of a series ran, on a kernel of its own that counts. */
import { join, resolve } from 'node:path';
import { InfrastructureError } from '../../../vm/errors.ts';
import { fetchKernel, resolveKernels } from '../../../vm/kernels/index.ts';
import { measuredFiles } from '../../coverage/measure.ts';
import { patchCoverage } from '../../coverage/patch.ts';
import type { Base, OpenBase } from '../../review/bases.ts';
import type { Means } from '../../review/review.ts';
import { buildState, kernelName, type Request, runOn } from './means.ts';

/** How a review builds a state once more with counters, asks it, and tells which added lines ran. */
export function measurePatches(base: Base, open: OpenBase, request: Request): NonNullable<Means['measure']> {
  const config = [...new Set([...request.options.config, 'coverage'])];
  return async (patch, changes) => {
    const name = kernelName(base, patch, { ...request, options: { ...request.options, config } });
    const { kernel } = await buildState(name, open, changes, request, config);
    const { counters } = await fetchKernel((await resolveKernels([kernel]))[0]!);
    if (!counters) throw new Error(`${kernel} was built with counters and has none`);
    return await request.store.scratch('counters', async (directory) => {
      const { doc } = await runOn(kernel, resolve(join('results/review', `${name}.json`)), request, directory);
      const [failure] = doc.infrastructure;
      if (failure) throw new InfrastructureError(failure.message);
      const { files: covered } = await measuredFiles(counters, directory);
      const { directory: kept, profile: directories } = counters;
      const series = request.series.patches.slice(0, patch);
      return patchCoverage(series, { source: join(kept, 'source'), directories, covered }, request.store);
    });
  };
}
