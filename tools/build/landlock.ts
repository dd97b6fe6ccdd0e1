import { cpus } from 'node:os';
import { tellBuild, tellFetch } from '../../runner/cli/build.ts';
import { type Build, build, compilerCache, fragment, inWorkspace } from '../../vm/kernels/build/index.ts';
import { debianSource } from '../../vm/kernels/source/index.ts';
import { Store } from '../../vm/store/index.ts';

/** Series that coverage and mutants are about: the newest that we know. */
export const SERIES = '7.3';

/** What is counted, and changed. */
export const DIRECTORY = 'security/landlock';

/** Options of a build of ours. */
export interface LandlockBuild {
  /** It becomes `build:NAME`. */
  name: string;
  changes?: ReadonlyMap<string, string | undefined>;
  jobs?: number | undefined;
  signal?: AbortSignal | undefined;
  say: (text: string, transient?: boolean) => void;
}

/** Build the kernel of {@link SERIES} for the Landlock suites, with counters for Landlock's own code and allocations that fail on demand; all of them share their objects. */
export async function buildLandlock({ name, changes, jobs, signal, say }: LandlockBuild): Promise<Build> {
  const store = new Store();
  const source = await debianSource(SERIES, { signal, onEvent: (event) => tellFetch(event, say) });
  const fragments = await Promise.all((['base', 'landlock', 'coverage', 'faults'] as const).map(fragment));
  const variables = await compilerCache();
  return inWorkspace(
    store,
    source,
    (workspace) =>
      build(store, workspace, {
        name,
        objects: 'landlock',
        fragments,
        profile: [DIRECTORY],
        changes,
        variables,
        jobs: jobs ?? cpus().length,
        onEvent: (event) => tellBuild(name, event, say),
        signal,
      }),
    { signal, onWait: () => say('waiting for another build of the same source') },
  );
}
