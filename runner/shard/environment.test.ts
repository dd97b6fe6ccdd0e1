import { expect, test } from 'vitest';
import { UserError } from '../../vm/errors.ts';
import { parseShard, shardOfEnvironment } from './environment.ts';

const slurm = (id: number, least: number, most: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: `${id}`,
  SLURM_ARRAY_TASK_MIN: `${least}`,
  SLURM_ARRAY_TASK_MAX: `${most}`,
  SLURM_ARRAY_TASK_COUNT: `${count}`,
  SLURM_ARRAY_TASK_STEP: `${step}`,
});

test.for<[Record<string, string>, string]>([
  [slurm(0, 0, 7, 8), '1/8 a Slurm array'],
  [slurm(8, 1, 8, 8), '8/8 a Slurm array'],
  [slurm(14, 10, 18, 5, 2), '3/5 a Slurm array'],
  [{ JOB_COMPLETION_INDEX: '0', KCONFORM_SHARDS: '4' }, '1/4 an indexed job of Kubernetes'],
  [{ CI_NODE_INDEX: '3', CI_NODE_TOTAL: '3' }, '3/3 parallel jobs of GitLab'],
  [{ KCONFORM_SHARD: '2/9', CI_NODE_INDEX: '3', CI_NODE_TOTAL: '3' }, '2/9 KCONFORM_SHARD'],
])('%j is %s', ([environment, words]) => {
  const { index, count, source } = shardOfEnvironment(environment);
  expect(`${index}/${count} ${source}`).toBe(words);
});

const complaint = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'none';
};

test.for<[Record<string, string>, string]>([
  [{}, '--shard auto: no engine says which shard this job is'],
  // sbatch --array=3, for a task that failed: the count is that of the second array
  [slurm(3, 3, 3, 1), '--shard auto: the Slurm array has holes: 1 tasks from 3 to 3'],
  // sbatch --array=1,3,7
  [slurm(3, 1, 7, 3), '--shard auto: the Slurm array has holes: 3 tasks from 1 to 7'],
  [{ SLURM_ARRAY_TASK_ID: '1' }, "--shard auto: SLURM_ARRAY_TASK_MIN is '', which is no number"],
  [
    { JOB_COMPLETION_INDEX: '1' },
    '--shard auto: JOB_COMPLETION_INDEX is set, but nothing says how many pods there are',
  ],
  [{ JOB_COMPLETION_INDEX: '4', KCONFORM_SHARDS: '4' }, 'JOB_COMPLETION_INDEX: there is no shard 5 of 4'],
  [{ CI_NODE_INDEX: '1', CI_NODE_TOTAL: 'two' }, "--shard auto: CI_NODE_TOTAL is 'two', which is no number"],
  [{ KCONFORM_SHARD: '0/4' }, "KCONFORM_SHARD: '0/4' is not of the form I/N"],
])('%j: %s', ([environment, message]) => {
  expect(complaint(() => shardOfEnvironment(environment))).toBe(message);
});

test('--shard I/N', () => {
  expect(parseShard('3/8', '--shard')).toEqual({ index: 3, count: 8 });
  expect(complaint(() => parseShard('9/8', '--shard'))).toBe('--shard: there is no shard 9 of 8');
  for (const text of ['3', '3/', '/8', '0/8', '-1/8', '3 / 8', '1e1/10', '']) {
    expect(complaint(() => parseShard(text, '--shard'))).toBe(`--shard: '${text}' is not of the form I/N`);
  }
});
