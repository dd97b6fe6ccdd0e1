/** Boots a kernel with selftests, and the modules that these ask for. */
import { readFile } from 'node:fs/promises';
import { fetchKernel, resolveKernels } from '../../vm/kernels/index.ts';
import { bootableSelftests, readySnapshot, type Workshop } from '../../vm/prepare.ts';
import type { Accelerator } from '../../vm/qemu/arguments.ts';
import type { Selftests } from '../../vm/selftests/build.ts';
import type { Snapshot } from '../../vm/snapshot/snapshot.ts';
import { stagesOf } from '../engine/kernel-stages.ts';
import { configValues } from '../facts/config.ts';
import type { SelftestRequest } from './perform.ts';

/** The snapshot with the selftests, and the modules that their options are in this kernel. */
export async function bootSelftests(
  id: string,
  accelerator: Accelerator,
  workshop: Workshop,
  { targets, onEvent, signal }: Pick<SelftestRequest, 'targets' | 'onEvent' | 'signal'>,
): Promise<Snapshot> {
  const stages = stagesOf(id, onEvent);
  const [name] = await resolveKernels([id]);
  const kernel = await fetchKernel(name!, { onEvent: stages.onKernelEvent, signal });
  const all = [...new Set(targets.map(({ selftests }) => selftests))];
  const options = Object.assign({}, ...all.map((one) => one.options)) as Selftests['options'];
  const values = kernel.config && configValues(await readFile(kernel.config, 'utf8'), Object.keys(options));
  const set = (value: string) => Object.keys(options).filter((option) => values && values[option] === value);
  const modules = (option: string) => options[option] ?? [];
  const ready = await bootableSelftests(kernel, workshop.probe, all, set('m').flatMap(modules));
  const unavailable = set('m').filter((option) => !modules(option).some((name) => ready.modules.includes(name)));
  const lacks = [...set('n'), ...unavailable].map((option) => `CONFIG_${option}`).sort();
  if (lacks.length > 0)
    onEvent({ kind: 'note', phase: 'line', kernel: id, text: `lacks what its selftests ask for: ${lacks.join(', ')}` });
  return readySnapshot(ready, accelerator, [], { ...workshop, onEvent: stages.onVmEventOf('default') });
}
