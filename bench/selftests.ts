import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { readResults } from '../runner/results/read.ts';
import { summarise } from '../runner/results/summary.ts';
import { InfrastructureError } from '../vm/errors.ts';
import { root } from '../vm/installation.ts';
import { figure } from './figures.ts';
import type { Part } from './part.ts';

/** Landlock's selftests, built and with a snapshot already: `kconform selftests` from its start to its end, and the programs alone. */
export const selftestsPart: Part = async ({ kernels, runs }, tell) => {
  const kernel = kernels[0] ?? 'debian:7.3';
  const folder = mkdtempSync(join(tmpdir(), 'kconform-bench-'));
  const seconds: number[] = [];
  const programs: number[] = [];
  let said = '';
  try {
    // The first one builds and boots.
    for (let count = 0; count <= runs; count++) {
      tell(count === 0 ? 'warming up' : `run ${count} of ${runs}`);
      const path = join(folder, `${count}.json`);
      const words = ['runner/cli/main.ts', 'selftests', '--kernel', kernel, '--results', path];
      const started = performance.now();
      const { exitCode, stderr } = await execa(process.execPath, words, { cwd: root, reject: false, stdin: 'ignore' });
      const took = (performance.now() - started) / 1000;
      if (exitCode !== 0 && exitCode !== 1)
        throw new InfrastructureError(`kconform selftests ended with ${exitCode}: ${stderr.slice(-2000)}`);
      const doc = readResults(path);
      const { pass, unsupported } = summarise(doc);
      said = `${doc.verdicts.length} verdicts: ${pass} pass, ${unsupported} unsupported`;
      if (count === 0) continue;
      seconds.push(took);
      programs.push(doc.verdicts.reduce((sum, { ms }) => sum + ms, 0) / 1000);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const about = { kernel, unit: 's' };
  return {
    figures: [
      figure({ what: 'kconform selftests, warm', ...about }, seconds, { most: 40 }),
      figure({ what: 'their programs, one after the other', ...about }, programs),
    ],
    notes: [said],
  };
};
