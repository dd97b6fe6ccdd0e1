/** What kernels that kconform built answered when they were asked, for lists of them: asking takes a boot. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Store, writeAtomically } from '../../vm/store/index.ts';
import type { Kernel } from '../results/schema.ts';

/** The part that is listed. */
export type BuiltFacts = Pick<Kernel, 'abi' | 'errata' | 'landlock'>;

/** Keep the facts of a kernel, by its image. */
export async function rememberBuild({ sha256, abi, errata, landlock }: Kernel, store = new Store()): Promise<void> {
  const path = store.path(`probed/${sha256}.json`);
  await mkdir(dirname(path), { recursive: true });
  await writeAtomically(path, JSON.stringify({ abi, errata, landlock } satisfies BuiltFacts));
}

/** The facts of the kernel with this image; undefined when it was never run. */
export async function rememberedBuild(sha256: string, store = new Store()): Promise<BuiltFacts | undefined> {
  const text = await readFile(store.path(`probed/${sha256}.json`), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}
