/** A series on a tree that builds in a moment, asked by somebody who reads the image. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { buildKernelFrom, namedBuild } from '../../../vm/kernels/build/index.ts';
import { fakeTree, write } from '../../../vm/kernels/build/testing/fake-tree.ts';
import { amSeries } from '../../../vm/kernels/source/am.ts';
import { type Patch, readSeries } from '../../../vm/kernels/source/series.ts';
import type { Store } from '../../../vm/store/index.ts';
import { sampleKernel, sampleResults } from '../../results/sample.ts';
import type { Results, Step, Verdict } from '../../results/schema.ts';
import type { Means } from '../review.ts';

/** Commits of a checkout: files by path, undefined removes one. */
export type Commit = Record<string, string | undefined>;

/** A git checkout of a tree that builds, with these commits on top of the first; tagged `base`. */
export async function checkoutWith(directory: string, commits: readonly Commit[]): Promise<void> {
  const git = (...args: string[]) =>
    execa('git', ['-C', directory, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args]);
  await fakeTree(directory);
  await git('init', '--quiet', '--initial-branch=topic');
  const commit = async (message: string) => {
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--message', message);
  };
  await commit('all');
  await git('tag', 'base');
  for (const [number, files] of commits.entries()) {
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) await git('rm', '--quiet', path);
      else await write(directory, { [path]: text });
    }
    await commit(`landlock: Change ${number + 1}`);
  }
}

/** These commits as patches; the tree is as it was before them, and no repository. */
export async function patchesOf(root: string, commits: readonly Commit[], store: Store): Promise<Patch[]> {
  const checkout = join(root, 'author');
  await checkoutWith(checkout, commits);
  const patches = join(root, 'patches');
  await execa('git', ['-C', checkout, 'format-patch', '--quiet', '--output-directory', patches, 'base..topic']);
  await fakeTree(join(root, 'linux'));
  return readSeries([patches], store);
}

/** Really applies and builds; what is asked is in the image: FEATURE is the ABI, OPEN lets through what is denied, OOPS is an oops. */
export function fakeMeans(root: string, patches: readonly Patch[], store: Store, each = true): Means {
  const tree = join(root, 'linux');
  return {
    each,
    apply: () => amSeries(tree, patches, { store }),
    build: async (patch, changes) => {
      const name = `fake-${patch}`;
      const { kernel, warnings } = await buildKernelFrom({
        ...{ name, tree, series: [], changes, config: [], jobs: 1, store },
        requireTools: async () => {},
      });
      return { kernel: `build:${name}`, sha256: kernel.sha256, warnings };
    },
    ask: async ({ kernel }) => {
      const { directory } = await namedBuild(kernel.slice('build:'.length), store);
      const image = await readFile(join(directory, 'vmlinuz'), 'utf8');
      if (image.includes('DEAD')) return 'the kernel did not boot';
      return { doc: documentOf(kernel, image), path: `results/${kernel}.json` };
    },
  };
}

function documentOf(kernel: string, image: string): Results {
  const has = image.includes('FEATURE');
  const step = (observed: string, expected: string): Step => ({
    ...{ arm: 'test', id: 1, actor: 'client', words: 'connect(socket#0)', role: 'check', observed, expected },
    ok: observed === expected,
  });
  const verdict = (scenario: string, rest: Partial<Verdict>): Verdict => ({
    ...{ kernel, scenario: `landlock/${scenario}`, verdict: 'pass', reason: '', steps: [], ms: 1, ...rest },
  });
  const denied = step(image.includes('OPEN') ? 'success' : 'EPERM', 'EPERM');
  const splats = [{ kind: 'oops', title: `BUG: unable to handle page fault at 0x${image.length.toString(16)}` }];
  const bit = step(has ? 'success' : 'EINVAL', has ? 'success' : 'EINVAL');
  return {
    ...sampleResults(),
    status: 'complete',
    infrastructure: [],
    scenarios: [],
    kernels: [{ ...sampleKernel(kernel, '7.3.0-fake', 11, 15), abi: has ? 12 : 11 }],
    verdicts: [
      verdict(
        'scope/denied',
        denied.ok ? { steps: [denied] } : { verdict: 'mismatch', reason: 'step 1', steps: [denied] },
      ),
      verdict('scope/bit', { steps: [bit] }),
      verdict(
        'unix/new',
        has ? { steps: [step('EPERM', 'EPERM')] } : { verdict: 'unsupported', reason: 'needs ABI 12' },
      ),
      verdict('fs/read', image.includes('OOPS') ? { verdict: 'crash', reason: 'oops', splats } : {}),
    ],
  };
}
