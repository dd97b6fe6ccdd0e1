/** Prepares the kernel of a project for people who run `npx vitest` on specs; `kconform run` prepares all kernels before it starts vitest. */
import type { TestProject } from 'vitest/node';
import { resolveKernels } from '../../vm/kernels/index.ts';
import { rootNames } from '../../vm/rootfs/root.ts';
import { startProgress } from '../report/progress.ts';
import { type BootName, boots } from '../scenario/boots.ts';
import { prepareKernels } from './prepare-all.ts';

export default async function setup(project: TestProject): Promise<void> {
  const progress = startProgress({ write: (text) => void process.stderr.write(text) });
  const { ready, failures } = await prepareKernels({
    names: await resolveKernels([project.name]),
    boots: [...(Object.keys(boots) as BootName[]), ...(await rootNames()).map((name): BootName => `rootfs:${name}`)],
    modules: [],
    fileSystems: [],
    samples: [],
    jobs: 1,
    timeoutScale: 1,
    accelerator: 'auto',
    onEvent: progress.onEvent,
    signal: new AbortController().signal,
  });
  progress.stop();
  const [prepared] = ready;
  if (!prepared)
    throw new Error(failures.map(({ message, hint }) => [message, hint].filter(Boolean).join('; ')).join('\n'));
  project.provide('kconform', {
    kernel: prepared.kernel,
    scenarios: undefined,
    repeat: 1,
    timeoutScale: 1,
    verbose: false,
  });
}
