/** A Slurm to try things on, and what is asked of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError } from '../../vm/errors.ts';

const script = join(import.meta.dirname, 'cluster.sh');

/** States of a task that is over. */
export const OVER = ['COMPLETED', 'FAILED', 'CANCELLED', 'NODE_FAIL', 'TIMEOUT'];

/** The cluster in one folder. Dispose of it to stop it. */
export class Cluster implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(folder: string): Promise<Cluster> {
    const { exitCode } = await execa(script, ['start', folder], {
      stdio: ['ignore', 'inherit', 'inherit'],
      reject: false,
    });
    if (exitCode !== 0) throw new InfrastructureError('no Slurm here, for the reason above');
    const cluster = new Cluster(folder);
    await until('the node to be idle', 60_000, async () => (await cluster.ask('sinfo', '-h', '-o', '%T')) === 'idle');
    return cluster;
  }

  /** What a command of Slurm's prints. */
  async ask(command: string, ...args: string[]): Promise<string> {
    const { stdout } = await execa(command, args, { env: this.environment, cwd: this.folder });
    return stdout.trim();
  }

  /** The state of a job or of a task of an array, in Slurm's words. */
  async state(job: string): Promise<string> {
    return /JobState=(\w+)/.exec(await this.ask('scontrol', 'show', 'job', job))?.[1] ?? 'gone';
  }

  /** Lets jobs end. */
  async ended(jobs: readonly string[], deadline: number): Promise<void> {
    await until(`jobs ${jobs.join(', ')} to end`, deadline, async () => {
      const states = await Promise.all(jobs.map((job) => this.state(job)));
      return states.every((state) => OVER.includes(state));
    });
  }

  /** What happens when a node loses its power: everything of Slurm on it, and the job, are gone at once. */
  killNode(process_: number): void {
    const chain = [process_, ...parentsOf(process_)];
    const daemon = Number(readFileSync(join(this.folder, 'slurmd.pid'), 'utf8'));
    for (const pid of [daemon, ...chain.toReversed()]) kill(pid);
  }

  async startNode(): Promise<void> {
    await execa(script, ['slurmd', this.folder]);
  }

  get environment(): Record<string, string> {
    return { SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await execa(script, ['stop', this.folder], { reject: false });
  }
}

/** Asks again and again, four times a second. */
export async function until(what: string, milliseconds: number, done: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await done())) {
    if (performance.now() > deadline) throw new InfrastructureError(`waited ${milliseconds / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** SIGKILL; it may be gone already. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The processes above one, up to that of Slurm's which started its job. */
function parentsOf(pid: number): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const parent = Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]);
  const name = readFileSync(`/proc/${parent}/comm`, 'utf8');
  return name.startsWith('slurmstepd') ? [parent] : [parent, ...parentsOf(parent)];
}
