/** What completions propose besides options: names of kernels and of folders of scenarios, as they are at the moment. */
import { globSync } from 'node:fs';
import { listKernels } from '../../../vm/kernels/index.ts';
import { ownSuite } from '../../scenario/spec-files.ts';

/** Lists of words. */
export interface CompletionWords {
  kernels: readonly string[];
  scenarios: readonly string[];
}

/** Kernels by name, and every spec and its folders; the specs are not loaded, which would take a second. */
export async function completionWords(): Promise<CompletionWords> {
  const kernels = (await listKernels()).map(({ id }) => id);
  const specs = globSync(ownSuite.specs, { cwd: ownSuite.folder }).map((file) => file.replace(/\.spec\.[jt]s$/, ''));
  const folders = specs.flatMap((spec) => {
    const parts = spec.split('/');
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return { kernels: ['default', 'all', 'host', ...kernels], scenarios: [...new Set(folders)].sort() };
}
