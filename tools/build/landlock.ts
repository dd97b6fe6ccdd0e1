import { cpus } from 'node:os';
import { tellBuild, tellFetch } from '../../runner/cli/build.ts';
import { type BuiltFrom, buildKernelFrom } from '../../vm/kernels/build/index.ts';

/** Series that coverage and mutants are about: the newest that we know. */
export const SERIES = '7.3';

/** What is counted, and changed. */
export const DIRECTORY = 'security/landlock';

/** Options of a build of ours. */
export interface LandlockBuild {
  /** It becomes `build:NAME`. */
  name: string;
  changes?: ReadonlyMap<string, string | undefined> | undefined;
  jobs?: number | undefined;
  signal?: AbortSignal | undefined;
  say: (text: string, transient?: boolean) => void;
}

/**
 * Build the kernel of {@link SERIES} for the Landlock suites, with counters for Landlock's own code and allocations that fail on demand: what
 * `kconform build --config coverage --config faults` builds, and with the same objects.
 */
export function buildLandlock({ name, changes, jobs, signal, say }: LandlockBuild): Promise<BuiltFrom> {
  return buildKernelFrom({
    ...{ name, source: SERIES, series: [], changes, config: ['coverage', 'faults'], coverageDirectory: [DIRECTORY] },
    ...{ jobs: jobs ?? cpus().length, signal, say },
    onFetch: (event) => tellFetch(event, say),
    onBuild: (event) => tellBuild(name, event, say),
  });
}
