/** Which added lines of a series ran, on a kernel of its own that counts. */
import { join, resolve } from 'node:path';
import { InfrastructureError, UserError } from '../../../vm/errors.ts';
import { fetchKernel, resolveKernels } from '../../../vm/kernels/index.ts';
import { measuredFiles } from '../../coverage/measure.ts';
import { patchCoverage } from '../../coverage/patch.ts';
import type { Base, OpenBase } from '../../review/bases.ts';
import type { BaseReview, Means } from '../../review/review.ts';
import type { ReviewCoverage } from '../../review/verdict.ts';
import { buildState, kernelName, type Request, runOn } from './means.ts';

/**
 * Build the result once more with counters, ask it, and tell which added lines ran.
 *
 * @returns undefined when there is no result
 */
export async function measurePatches(
  base: Base,
  open: OpenBase,
  { states }: BaseReview,
  { apply }: Pick<Means, 'apply'>,
  request: Request,
): Promise<ReviewCoverage | undefined> {
  const last = states.at(-1)?.patch ?? 0;
  if (last === 0) return undefined;
  const { patches } = await apply();
  const config = [...new Set([...request.options.config, 'coverage'])];
  const name = kernelName(base, last, { ...request, options: { ...request.options, config } });
  try {
    const { kernel } = await buildState(name, open, patches[last - 1]!.changes, request, config);
    const { counters } = await fetchKernel((await resolveKernels([kernel]))[0]!);
    if (!counters) return { reason: `${kernel} does not count` };
    return await request.store.scratch('counters', async (directory) => {
      const { doc } = await runOn(kernel, resolve(join('results/review', `${name}.json`)), request, directory);
      const [failure] = doc.infrastructure;
      if (failure) return { reason: firstLine(failure.message) };
      const { files: covered } = await measuredFiles(counters, directory);
      const { directory: kept, profile: directories } = counters;
      const series = request.series.patches.slice(0, last);
      const from = { source: join(kept, 'source'), directories, covered };
      return { patches: await patchCoverage(series, from, request.store) };
    });
  } catch (error) {
    // Such as a patch that was merged, so that the source has not quite what it adds. What was found before is not lost for it.
    if (error instanceof UserError || error instanceof InfrastructureError) return { reason: firstLine(error.message) };
    throw error;
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
