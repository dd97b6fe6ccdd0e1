import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { selectScenarios } from '../runner/cli/scenarios.ts';
import { readResults } from '../runner/results/read.ts';
import { sampleKernel, sampleResults } from '../runner/results/sample.ts';
import type { Results, Step } from '../runner/results/schema.ts';
import { writeResults } from '../runner/results/write.ts';
import { readDurations } from '../runner/shard/read.ts';
import { type Share, shardsOf } from '../runner/shard/share.ts';
import { InfrastructureError } from '../vm/errors.ts';
import { root } from '../vm/installation.ts';
import { figure } from './figures.ts';
import type { Part } from './part.ts';

const SHARDS = 100;
/** Steps of a verdict: together the 5 KB that a verdict of the whole suite has on average. */
const STEPS = 26;

/** `kconform merge` of all scenarios on eight kernels, in a hundred shards: about as many bytes as a run of that size writes. */
export const mergePart: Part = async ({ kernels, scenarios, runs }, tell) => {
  const names = kernels.length > 0 ? kernels : ['5.10', '6.1', '6.12', '6.18', '7.0', '7.1', '7.2', '7.3'];
  const chosen = await selectScenarios({ scenarios, tags: [] });
  const run = { kernels: names, scenarios: chosen.map(({ id }) => id), repeat: 1 };
  const folder = mkdtempSync(join(tmpdir(), 'kconform-bench-'));
  try {
    tell(`writing ${SHARDS} shards`);
    let bytes = 0;
    for (const share of shardsOf(run, SHARDS, readDurations(undefined))) {
      const path = join(folder, `${share.record.index}.json`);
      writeResults(path, documentOf(share));
      bytes += statSync(path).size;
    }
    const out = join(folder, 'merged/all.json');
    const seconds: number[] = [];
    for (let count = 0; count < runs; count++) {
      tell(`merge ${count + 1} of ${runs}`);
      const started = performance.now();
      const { exitCode, stderr } = await execa(
        process.execPath,
        ['runner/cli/main.ts', 'merge', folder, '--out', out],
        { cwd: root, reject: false, stdin: 'ignore' },
      );
      seconds.push((performance.now() - started) / 1000);
      if (exitCode !== 0)
        throw new InfrastructureError(`kconform merge ended with ${exitCode}: ${stderr.slice(-2000)}`);
    }
    const { verdicts, status } = readResults(out);
    const cells = names.length * run.scenarios.length;
    if (verdicts.length !== cells || status !== 'complete') {
      throw new InfrastructureError(`the merged document has ${verdicts.length} of ${cells} verdicts and is ${status}`);
    }
    const about = { what: `kconform merge, ${SHARDS} shards`, kernel: `${names.length} kernels`, unit: 's' };
    return {
      figures: [figure(about, seconds, { most: 3 })],
      notes: [`${cells.toLocaleString('en')} verdicts in ${(bytes / 1e6).toFixed(0)} MB`],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function documentOf({ record, scenarios }: Share): Results {
  const ids = [...new Set([...scenarios.values()].flatMap((ids) => [...ids]))];
  const [known] = sampleResults().scenarios;
  return {
    ...sampleResults(),
    shard: record,
    kernels: [...scenarios.keys()].map((id) => sampleKernel(id, id, 11, 15)),
    scenarios: ids.map((id) => ({ ...known!, id })),
    verdicts: [...scenarios].flatMap(([kernel, ids]) =>
      [...ids].map((scenario, index) => ({
        steps: Array.from({ length: STEPS }, (_, id) => step(id)),
        kernel,
        scenario,
        verdict: 'pass' as const,
        reason: '',
        ms: index % 97,
      })),
    ),
  };
}

function step(id: number): Step {
  const words = `openat(AT_FDCWD, "/tmp/scratch/directory/file-${id}", O_RDONLY | O_CLOEXEC, 0)`;
  return { arm: 'test', id, actor: 'client', words, role: 'check', expected: 'EACCES', observed: 'EACCES', ok: true };
}
