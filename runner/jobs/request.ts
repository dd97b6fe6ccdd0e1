/** What job definitions are made of. */
import { stringify } from 'yaml';

/** A run that is to be divided among jobs. */
export interface JobRequest {
  /** How many jobs. */
  shards: number;
  /** How a job starts kconform, as a shell reads it. */
  command: string;
  /** What a job does first, as a shell reads it; undefined when its image has everything. */
  setup: string | undefined;
  /** Workers of each job, where that is to be said: what an engine reserves, or all processors. */
  jobs: number | undefined;
  /** Container image of the jobs. */
  image: string;
  /** Words after `run`, but for the shard and the results: kernels, scenarios, and so on. */
  arguments: readonly string[];
  /** The command line that asked for it. */
  written: string;
  /** In words: how many scenarios on how many kernels. */
  size: string;
}

/** Writes the definitions for one engine. */
export type JobFormat = (request: JobRequest) => string;

/** Folder of the shards' documents, and file of the merged one. */
export const SHARDS = 'shards';
export const MERGED = 'merged.json';

/** A word as a shell reads it. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command that runs one shard; number and file are written as the engine's shell knows them. */
export function runShard(request: JobRequest, shard: string, results: string): string {
  const { command, jobs, arguments: words } = request;
  const workers = jobs === undefined ? [] : ['--jobs', `${jobs}`];
  return [command, 'run', ...words.map(quote), ...workers, '--shard', shard, '--results', results].join(' ');
}

/** Comment lines at the head of every definition. */
export function headOf({ shards, size, written }: JobRequest, ...more: string[]): string {
  const lines = [
    `kconform: ${size}, in ${shards} ${shards === 1 ? 'shard' : 'shards'}. Written by`,
    `  ${written.replace(/\s+/g, ' ')}`,
    ...more,
  ];
  return lines.map((line) => `# ${line}`.trimEnd()).join('\n');
}

/**
 * What kernels answer is for the merge to judge, so status 1 of a shard is no failure of its job: engines run failed jobs again, and a verdict is never asked for
 * twice.
 */
export const JUDGED_BY_MERGE = 'What kernels answer is judged by the merge: status 1 is no failure of this job.';

/** YAML that people read: long lines stay whole, and nothing is said by reference. */
export function yaml(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
