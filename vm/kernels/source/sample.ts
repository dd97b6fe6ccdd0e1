import { join } from 'node:path';
import { type Store, sha256Text } from '../../store/index.ts';
import { runToolStrictly } from '../apt/run.ts';
import { compilerVersion } from '../build/toolchain.ts';
import type { KernelOptions } from '../fetch.ts';
import { sourceAtHand } from './index.ts';

/** Programs among the kernel's samples that guests may be given, by the name of what they are about. */
const samples: Readonly<Record<string, { series: string; file: string }>> = {
  landlock: { series: '7.3', file: 'samples/landlock/sandboxer.c' },
};

/** Names of the samples that {@link sampleProgram} can make. */
export const sampleNames: readonly string[] = Object.keys(samples);

/** What a sample's program is called in a guest. */
export const sampleInGuest = (name: string): string => `sample-${name}`;

/**
 * A static program from the kernel's samples, with the headers of its own source: from the store, or made now. Nothing is downloaded for it.
 *
 * @param name one of {@link sampleNames}
 * @returns its path, or why there is none
 * @throws InfrastructureError when the source is there and does not build
 */
export async function sampleProgram(
  name: string,
  options: KernelOptions & { store: Store },
): Promise<{ path: string } | { missing: string }> {
  const { series, file } = samples[name]!;
  const { store, signal } = options;
  const source = await sourceAtHand(series, options);
  if (source === undefined) {
    const missing = `needs the source of Linux ${series} for ${file}, which kconform docs --check brings into the cache`;
    return { missing };
  }
  const compiler = process.env.CC ?? 'cc';
  const key = sha256Text([source.identity, compiler, await compilerVersion(), process.arch].join('\n')).slice(0, 16);
  const path = await store.ensure(
    `samples/${name}-${key}`,
    (target) =>
      store.scratch(`sample-${name}`, async (objects) => {
        // Out of the tree, which nobody writes to.
        await runToolStrictly('make', ['-s', '-C', source.directory, `O=${objects}`, 'headers'], { signal });
        const flags = ['-O2', '-static', '-s', '-I', join(objects, 'usr/include')];
        await runToolStrictly(compiler, [...flags, '-o', target, join(source.directory, file)], { signal });
      }),
    { signal },
  );
  return { path };
}
