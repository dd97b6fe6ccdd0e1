import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job } from 'kubernetes-models/batch/v1';
import { PersistentVolumeClaim } from 'kubernetes-models/v1';
import { expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { shardOfEnvironment } from '../shard/environment.ts';
import { formats } from './formats.ts';
import { type JobRequest, quote } from './request.ts';

const request: JobRequest = {
  shards: 3,
  command: './kconform',
  setup: undefined,
  jobs: 4,
  image: 'debian:13',
  arguments: ['--kernel', 'debian:7.3', '--scenario', "landlock/**/it's", '--tag', '!slow'],
  written: "kconform plan --shards 3 'a\nb'",
  size: '7 scenarios on 1 kernel',
};

/** A folder with a kconform that writes down how it was called, and ends as it is told. */
function workplace(status = 0): { folder: string; calls: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-jobs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  const program = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const remember = `{ printf '%s' "$(basename "$0")"; printf ' <%s>' "$@"; echo; } >> '${log}'`;
  program('kconform', `${remember}; exit ${status}`);
  program('sbatch', `${remember}; echo "4$(wc -l < '${log}');cluster"`);
  return { folder, calls: () => readFileSync(log, 'utf8').trimEnd().split('\n') };
}

function shell(folder: string, script: string, environment: Record<string, string> = {}, options: string[] = []) {
  const env = { ...environment, PATH: `${folder}:${process.env.PATH}` };
  return spawnSync('bash', [...options, '-c', script], { cwd: folder, env, encoding: 'utf8' }).status;
}

const run =
  "kconform <run> <--kernel> <debian:7.3> <--scenario> <landlock/**/it's> <--tag> <!slow> <--jobs> <4> <--shard> <SHARD> <--results> <FILE>";
const call = (shard: string, file: string) => run.replace('SHARD', shard).replace('FILE', file);

test('what a shell makes of quoted words', () => {
  const words = ['plain', "it's", '', '$HOME `id`', 'a b', '*', '!x', '\\'];
  expect(execFileSync('sh', ['-c', `printf '%s\\n' ${words.map(quote).join(' ')}`], { encoding: 'utf8' })).toBe(
    `${words.join('\n')}\n`,
  );
});

test.for<[status: number, ends: number]>([
  [0, 0],
  [1, 0],
  [2, 2],
  [69, 69],
  [130, 130],
])('jobs of shards: status %i of kconform is %i of the job, everywhere', ([status, ends]) => {
  const { folder, calls } = workplace(status);
  writeFileSync(join(folder, 'x.slurm'), formats.slurm.write(request));
  expect(shell(folder, 'bash x.slurm shard', { SLURM_ARRAY_TASK_ID: '3' })).toBe(ends);
  const [, shards] = manifests();
  const [, , script] = shards.spec.template.spec.containers[0].command;
  expect(shell(folder, script, { JOB_COMPLETION_INDEX: '2', KCONFORM_SHARDS: '3' })).toBe(ends);
  // As these engines run scripts.
  const strict = ['-eo', 'pipefail'];
  const { run: github } = parse(formats.github.write(request)).jobs.shard.steps.find(({ name }: { name?: string }) =>
    name?.startsWith('Run'),
  );
  expect(shell(folder, github.replaceAll(`\${{ matrix.shard }}`, '3'), {}, strict)).toBe(ends === 0 ? 0 : 1);
  const gitlab = parse(formats.gitlab.write(request))['kconform:shard'].script.at(-1);
  expect(shell(folder, gitlab, { CI_NODE_INDEX: '3' }, strict)).toBe(ends === 0 ? 0 : 1);
  expect(calls()).toEqual([
    call('3/3', 'shards/3.json'),
    call('auto', '/results/shards/2.json'),
    call('auto', 'shards/3.json'),
    call('auto', 'shards/3.json'),
  ]);
});

test('the script for Slurm submits its shards, and their merge', () => {
  const { folder, calls } = workplace();
  writeFileSync(join(folder, 'x.slurm'), formats.slurm.write(request));
  expect(shell(folder, 'bash -n x.slurm && bash x.slurm && bash x.slurm merge')).toBe(0);
  expect(calls()).toEqual([
    'sbatch <--parsable> <--array=1-3> <--output=shards/%A_%a.log> <x.slurm> <shard>',
    'sbatch <--parsable> <--dependency=afterany:41> <--output=shards/merge-%j.log> <x.slurm> <merge>',
    'kconform <merge> <shards> <--out> <merged.json>',
  ]);
  expect(shell(folder, 'bash x.slurm mrege')).toBe(2);
});

// biome-ignore lint/suspicious/noExplicitAny: what was parsed may be anything
function manifests(): any[] {
  return parseAllDocuments(formats.kubernetes.write(request)).map((document) => document.toJS());
}

test("manifests for Kubernetes are valid by the API's schemas, and pods know their shard", () => {
  const [volume, shards, merge] = manifests();
  new PersistentVolumeClaim(volume).validate();
  for (const manifest of [shards, merge]) {
    expect({ apiVersion: manifest.apiVersion, kind: manifest.kind }).toEqual({ apiVersion: 'batch/v1', kind: 'Job' });
    new Job(manifest).validate();
  }
  // The check itself can fail.
  expect(() => new Job({ ...shards, spec: { ...shards.spec, completions: '3' } }).validate()).toThrow(/completions/);
  expect(() => new Job({ ...shards, spec: { completions: 3 } }).validate()).toThrow(/template/);
  const { completions, completionMode, template } = shards.spec;
  const [container] = template.spec.containers;
  const given = Object.fromEntries(
    container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
  );
  expect({
    completions,
    completionMode,
    policy: template.spec.restartPolicy,
    cpu: container.resources.requests.cpu,
  }).toEqual({
    completions: 3,
    cpu: '4',
    completionMode: 'Indexed',
    policy: 'Never',
  });
  expect([0, 1, 2].map((index) => shardOfEnvironment({ ...given, JOB_COMPLETION_INDEX: `${index}` }).index)).toEqual([
    1, 2, 3,
  ]);
  const claims = template.spec.volumes.flatMap((volume: { persistentVolumeClaim?: { claimName: string } }) =>
    volume.persistentVolumeClaim ? [volume.persistentVolumeClaim.claimName] : [],
  );
  expect(claims).toEqual([volume.metadata.name]);
});

test('the workflow for GitHub: a job for each shard, which is told its number', () => {
  const { jobs } = parse(formats.github.write(request));
  expect(jobs.shard.strategy).toEqual({ 'fail-fast': false, matrix: { shard: [1, 2, 3] } });
  const environments = jobs.shard.strategy.matrix.shard.map((shard: number) => ({
    KCONFORM_SHARD: jobs.shard.env.KCONFORM_SHARD.replace(`\${{ matrix.shard }}`, `${shard}`),
  }));
  expect(environments.map(shardOfEnvironment)).toMatchObject([1, 2, 3].map((index) => ({ index, count: 3 })));
  expect(jobs.merge.needs).toBe('shard');
  const steps = (name: 'shard' | 'merge') =>
    jobs[name].steps.map(({ uses, run }: { uses?: string; run?: string }) => uses ?? run);
  expect(steps('merge')).toEqual([
    'actions/checkout@v4',
    'actions/download-artifact@v4',
    './kconform merge shards --out merged.json',
    'actions/upload-artifact@v4',
  ]);
  const [uploaded] = jobs.shard.steps.filter(({ uses }: { uses?: string }) => uses?.includes('upload'));
  expect(uploaded).toMatchObject({ if: `\${{ always() }}`, with: { path: 'shards' } });
});

test('the jobs for GitLab: parallel, and merged whatever came of them', () => {
  const { 'kconform:shard': shard, 'kconform:merge': merge } = parse(formats.gitlab.write(request));
  expect(shard).toMatchObject({ parallel: 3, image: 'debian:13', artifacts: { when: 'always', paths: ['shards/'] } });
  expect(merge).toMatchObject({ when: 'always', needs: [{ job: 'kconform:shard', artifacts: true }] });
  expect(merge.script).toEqual(['./kconform merge shards --out merged.json']);
  const alone = parse(formats.gitlab.write({ ...request, shards: 1 }))['kconform:shard'];
  // GitLab has no parallel: 1, and then no CI_NODE_INDEX either.
  expect(alone.parallel).toBe(undefined);
  expect(alone.script.at(-1)).toContain('--shard 1/1');
});

test('the head is a comment, whatever the command line was', () => {
  for (const { write } of Object.values(formats)) {
    const lines = write({ ...request, setup: 'tools/setup.sh' }).split('\n');
    expect(lines.filter((line) => line.includes('kconform plan'))).toEqual(["#   kconform plan --shards 3 'a b'"]);
  }
});
