/** Which shard a job is, as the engine that started it tells. */
import { UserError } from '../../vm/errors.ts';
import type { ShardNumber } from './share.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what one engine says; undefined when this is none of its jobs. */
type Reader = (environment: Environment) => ShardNumber | undefined;

/** The first one that says something counts: what was said to kconform itself comes before what an engine says to all. */
const readers: Record<string, Reader> = {
  KCONFORM_SHARD: ({ KCONFORM_SHARD }) => (KCONFORM_SHARD ? parseShard(KCONFORM_SHARD, 'KCONFORM_SHARD') : undefined),
  'a Slurm array': slurm,
  'an indexed job of Kubernetes': kubernetes,
  'parallel jobs of GitLab': gitlab,
};

/**
 * The number of this job.
 *
 * @returns it, and in words who told
 * @throws UserError when nobody tells, or what they tell is no shard
 */
export function shardOfEnvironment(environment: Environment): ShardNumber & { source: string } {
  for (const [source, read] of Object.entries(readers)) {
    const shard = read(environment);
    if (shard !== undefined) return { ...shard, source };
  }
  throw new UserError('--shard auto: no engine says which shard this job is', {
    hint: 'known are Slurm arrays, indexed jobs of Kubernetes (with KCONFORM_SHARDS), parallel jobs of GitLab, and KCONFORM_SHARD=I/N for all others',
  });
}

/**
 * Reads `I/N`.
 *
 * @param text what the user wrote
 * @param where they wrote it
 */
export function parseShard(text: string, where: string): ShardNumber {
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text);
  if (!match) throw new UserError(`${where}: '${text}' is not of the form I/N`, { hint: 'such as 3/8, or auto' });
  return checked({ index: Number(match[1]), count: Number(match[2]) }, where);
}

function slurm(environment: Environment): ShardNumber | undefined {
  if (environment.SLURM_ARRAY_TASK_ID === undefined) return undefined;
  const number = (name: string) => numberIn(environment, `SLURM_ARRAY_TASK_${name}`);
  const [id, least, most] = [number('ID'), number('MIN'), number('MAX')];
  const [count, step] = [number('COUNT'), environment.SLURM_ARRAY_TASK_STEP === undefined ? 1 : number('STEP')];
  // Of an array that was submitted again for some of its tasks, and of one with a list, the count says nothing about the whole.
  if (step === 0 || (count === 1 && id > 1) || (most - least) / step + 1 !== count || (id - least) % step !== 0) {
    throw new UserError(`--shard auto: the Slurm array has holes: ${count} tasks from ${least} to ${most}`, {
      hint: "say which shard each task is: --shard $SLURM_ARRAY_TASK_ID/N, as the scripts of 'kconform plan --format slurm' do",
    });
  }
  return checked({ index: (id - least) / step + 1, count }, 'SLURM_ARRAY_TASK_ID');
}

/** Kubernetes tells a pod its index, but not how many there are. */
function kubernetes(environment: Environment): ShardNumber | undefined {
  if (environment.JOB_COMPLETION_INDEX === undefined) return undefined;
  const index = numberIn(environment, 'JOB_COMPLETION_INDEX') + 1;
  if (environment.KCONFORM_SHARDS === undefined) {
    throw new UserError('--shard auto: JOB_COMPLETION_INDEX is set, but nothing says how many pods there are', {
      hint: "set KCONFORM_SHARDS to the job's completions",
    });
  }
  return checked({ index, count: numberIn(environment, 'KCONFORM_SHARDS') }, 'JOB_COMPLETION_INDEX');
}

function gitlab(environment: Environment): ShardNumber | undefined {
  if (environment.CI_NODE_INDEX === undefined) return undefined;
  const shard = { index: numberIn(environment, 'CI_NODE_INDEX'), count: numberIn(environment, 'CI_NODE_TOTAL') };
  return checked(shard, 'CI_NODE_INDEX');
}

function numberIn(environment: Environment, name: string): number {
  const text = environment[name] ?? '';
  if (!/^\d{1,6}$/.test(text)) throw new UserError(`--shard auto: ${name} is '${text}', which is no number`);
  return Number(text);
}

function checked(shard: ShardNumber, where: string): ShardNumber {
  const { index, count } = shard;
  if (index >= 1 && index <= count) return shard;
  throw new UserError(`${where}: there is no shard ${index} of ${count}`, { hint: 'shards are counted from 1' });
}
