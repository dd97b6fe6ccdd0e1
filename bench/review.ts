/** `kconform review --each` as a user starts it: three patches that each make another kernel, on a base that was built and asked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError } from '../vm/errors.ts';
import { root } from '../vm/installation.ts';
import { forgetBuilds } from '../vm/kernels/build/index.ts';
import { Store } from '../vm/store/index.ts';
import { figure } from './figures.ts';
import type { Part } from './part.ts';
import { choosing } from './run.ts';
import { newPatches } from './series.ts';

const PATCHES = 3;

/** How long a review takes, most of which is compiling and asking three kernels. */
export const reviewPart: Part = async ({ kernels, scenarios, runs }, tell) => {
  const base = kernels[0] ?? '7.3';
  const store = new Store();
  const folder = mkdtempSync(join(tmpdir(), 'kconform-review-'));
  try {
    tell(`${base}: building and asking the base, and one patch`);
    await review(base, await newPatches(folder, base, 1), scenarios, folder);
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) {
      tell(`${base}: review ${run + 1} of ${runs}`);
      seconds.push((await review(base, await newPatches(folder, base, PATCHES), scenarios, folder)) / 1000);
    }
    const what = `review --each of ${PATCHES} patches`;
    return { figures: [figure({ what, kernel: base, unit: 's' }, seconds, { most: 300 })], notes: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await forgetKernels(base, store);
  }
};

/** Milliseconds of a review. @throws InfrastructureError when it says anything but that nothing regressed */
async function review(base: string, series: string, scenarios: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  const words = ['review', '--base', base, '--series', series, '--each', ...choosing(scenarios)];
  const { exitCode, all } = await execa(process.execPath, [join(root, 'runner/cli/main.ts'), ...words], {
    ...{ cwd, reject: false, stdin: 'ignore', all: true },
  });
  if (exitCode === 0) return performance.now() - started;
  throw new InfrastructureError(`kconform review ended with ${exitCode}: ${all.slice(-2000)}`);
}

/** Its kernels are of no use to anybody. */
async function forgetKernels(base: string, store: Store): Promise<void> {
  const numbered = Array.from({ length: PATCHES - 1 }, (_, index) => `${base}-bench-${index + 1}`);
  const keys = await forgetBuilds(store, [...numbered, `${base}-bench`]).catch(() => new Set<string>());
  for (const key of keys) await store.remove(key);
}
