/** For tests of builds: a tree that takes no time to build, and a cache of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Store } from '../../../store/index.ts';
import type { BuildEvent } from '../build.ts';
import { type BuildFrom, type BuiltFrom, buildKernelFrom } from '../from.ts';
import { fakeTree } from './fake-tree.ts';

/** What a test has. */
export interface Builds {
  root: string;
  tree: string;
  store: Store;
  /** Build it, and tell whether it was in the store, and what it was made from. */
  built(request?: Partial<BuildFrom>): Promise<BuiltFrom & { cached: boolean | undefined; image: string }>;
}

/** All of it, until the test ends. */
export async function fakeBuilds(): Promise<Builds> {
  const root = await mkdtemp(join(tmpdir(), 'kconform-from-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const tree = join(root, 'linux');
  const store = new Store(join(root, 'cache'));
  await fakeTree(tree);
  return {
    root,
    tree,
    store,
    async built(request = {}) {
      const events: BuildEvent[] = [];
      const made = await buildKernelFrom({
        name: 'fake',
        tree,
        series: [],
        config: [],
        jobs: 1,
        store,
        requireTools: async () => {},
        // Whether or not this machine has ccache.
        variables: [],
        onBuild: (event) => events.push(event),
        ...request,
      });
      const ready = events.find((event) => event.kind === 'ready');
      return { ...made, cached: ready?.cached, image: await readFile(join(made.kernel.directory, 'vmlinuz'), 'utf8') };
    },
  };
}
