/** `kconform build` after a change of one file, and `kconform run` of the kernel that comes of it: what somebody who works on Landlock waits for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError } from '../vm/errors.ts';
import { root } from '../vm/installation.ts';
import { figure } from './figures.ts';
import type { Part } from './part.ts';
import { choosing, onKernels, timedRun } from './run.ts';
import { newPatches } from './series.ts';

const NAME = 'build:bench';

/** How long a kernel takes of which one file changed, and then all that Landlock is asked. */
export const buildPart: Part = async ({ kernels, scenarios, runs }, tell) => {
  const source = kernels[0] ?? '7.3';
  const folder = mkdtempSync(join(tmpdir(), 'kconform-build-'));
  const builds: number[] = [];
  const verdicts: number[] = [];
  const notes: string[] = [];
  try {
    tell(`${source}: building it, and a first change`);
    await kconform(['build', '--source', source, '--name', `bench-${source}`], folder);
    await buildChanged(source, folder);
    // Also the programs of scenarios are built, and their root is booted once.
    await timedRun([...onKernels([NAME]), ...choosing(scenarios.length > 0 ? scenarios : ['landlock/abi'])]);
    for (let run = 0; run < runs; run++) {
      tell(`${source}: change ${run + 1} of ${runs}`);
      builds.push((await buildChanged(source, folder)) / 1000);
      const { ms, doc } = await timedRun([
        ...onKernels([NAME]),
        ...choosing(scenarios.length > 0 ? scenarios : ['landlock']),
      ]);
      verdicts.push(ms / 1000);
      notes.push(`run ${run + 1}: ${doc.verdicts.length.toLocaleString('en')} verdicts, ${doc.host.jobs} jobs`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await execa(process.execPath, [join(root, 'runner/cli/main.ts'), 'kernels', 'remove', NAME], { reject: false });
  }
  const about = (what: string) => ({ what, kernel: `build:bench (${source})`, unit: 's' });
  return {
    figures: [
      figure(about('kconform build, one file changed'), builds, { most: 20 }),
      figure(about('kconform run landlock, a new kernel'), verdicts, { most: 45 }),
    ],
    notes,
  };
};

async function buildChanged(source: string, folder: string): Promise<number> {
  const series = await newPatches(folder, source, 1);
  return kconform(['build', '--source', source, '--series', series, '--name', NAME.slice('build:'.length)], folder);
}

/** Milliseconds of a command that has to succeed. */
async function kconform(words: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  const { exitCode, all } = await execa(process.execPath, [join(root, 'runner/cli/main.ts'), ...words], {
    ...{ cwd, reject: false, stdin: 'ignore', all: true },
  });
  if (exitCode === 0) return performance.now() - started;
  throw new InfrastructureError(`kconform ${words[0]} ended with ${exitCode}: ${all.slice(-2000)}`);
}
