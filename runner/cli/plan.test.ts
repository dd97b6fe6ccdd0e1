import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { capture } from './run-cli.ts';

const plan = (...args: string[]) => capture('plan', 'landlock/abi', '--format', 'slurm', ...args);

test('kernels are written by name, and the estimate goes to the error stream', async () => {
  const { status, out, err } = await plan('--kernels', 'debian:7.[23]', '--shards', '2', '--repeat', '3');
  expect(status).toBe(0);
  expect(out).toContain(
    './kconform run --kernel debian:7.2 --kernel debian:7.3 --scenario landlock/abi --repeat 3 --jobs 2 --shard "$SLURM_ARRAY_TASK_ID/$shards"',
  );
  expect(err).toMatch(/^\d+ scenarios on 2 kernels: about [\d.]+ s( to [\d.]+ s)? for each of 2 shards\n$/);
});

test('into a file; and shards that are too many', async () => {
  const file = join(tmpdir(), `kconform-plan-${process.pid}.slurm`);
  onTestFinished(() => rmSync(file));
  const { status, out, err } = await plan('--kernels', 'debian:7.3', '--shards', '900', '--out', file);
  expect({ status, out }).toEqual({ status: 0, out: '' });
  expect(err).toMatch(/; the other \d+ would have nothing to run\n$/);
  expect(readFileSync(file, 'utf8')).toContain('\nshards=900\n');
});

test.for<[string[], string]>([
  [
    ['--shards', '300', '--format', 'github'],
    'kconform: error: github runs 256 jobs of one definition at most\nhint: --shards 256, or less\n',
  ],
  [['--format', 'github'], "kconform: error: required option '--shards <n>' not specified\n"],
  [['--shards', '3'], "kconform: error: required option '--format <engine>' not specified\n"],
  [
    ['--shards', '3', '--format', 'pbs'],
    "kconform: error: option '--format <engine>' argument 'pbs' is invalid. Allowed choices are slurm, kubernetes, github, gitlab.\n",
  ],
])('wrong usage: %j', async ([args, err]) => {
  expect(await capture('plan', ...args)).toEqual({ status: 2, out: '', err });
});
