/**
 * Proves on a real Slurm that a run in shards has the verdicts of a whole one, whatever happens to its tasks: `make slurm-proof`. One task is killed, one cancelled, one
 * queued again while it runs, and the node of one dies.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { quote } from '../../runner/jobs/request.ts';
import { parseHeader } from '../../runner/results/journal-format.ts';
import { readResults } from '../../runner/results/read.ts';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { Cluster, kill, until } from './cluster.ts';
import { compareVerdicts } from './compare.ts';

const SHARDS = 6;
const MINUTE = 60_000;
const kconform = join(import.meta.dirname, '../../kconform');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kernel: { type: 'string', multiple: true, default: ['debian:7.3', 'debian:6.12'] },
    keep: { type: 'boolean' },
  },
});
const patterns = positionals.length > 0 ? positionals : ['landlock/mounts'];
const began = performance.now();
const say = (text: string) => {
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}\n`);
};

async function prove(folder: string): Promise<number> {
  const kernels = values.kernel.flatMap((name) => ['--kernel', name]);
  const whole = join(folder, 'whole.json');
  const { exitCode } = await execa(kconform, ['run', ...kernels, ...patterns, '--results', whole], { reject: false });
  say(`whole run: status ${exitCode}, ${readResults(whole).verdicts.length} verdicts`);

  await using cluster = await Cluster.start(folder);
  say(
    `cluster: ${(await cluster.ask('sinfo', '--version')).trim()}, ${await cluster.ask('sinfo', '-h', '-N', '-o', '%N %c processors, %T')}`,
  );
  const script = join(folder, 'kconform.slurm');
  const plan = [
    'plan',
    ...kernels,
    ...patterns,
    '--shards',
    `${SHARDS}`,
    '--jobs',
    '1',
    '--format',
    'slurm',
    '--out',
    script,
  ];
  await execa(kconform, [...plan, '--command', quote(kconform)]);
  const submitted = await cluster.ask('bash', 'kconform.slurm');
  say(submitted);
  const [, job, merge] = /job (\d+) runs .* job (\d+) merges/.exec(submitted)!;
  const task = (shard: number) => `${job}_${shard}`;

  const first = await running(folder, 1);
  kill(first);
  say(`shard 1: kill -9 of the runner, process ${first}`);
  const second = await running(folder, 2);
  await cluster.ask('scancel', task(2));
  say(`shard 2: scancel ${task(2)} (runner is process ${second})`);
  await cluster.ended([task(1), task(2)], MINUTE);
  say(`shard 1: ${await cluster.state(task(1))}, shard 2: ${await cluster.state(task(2))}`);
  await cluster.ask('scontrol', 'requeue', task(1));
  say(`shard 1: scontrol requeue ${task(1)}`);

  await running(folder, 3);
  await cluster.ask('scontrol', 'requeue', task(3));
  say(`shard 3: scontrol requeue ${task(3)}, while it runs`);

  const fourth = await running(folder, 4);
  cluster.killNode(fourth);
  say('shard 4: kill -9 of slurmd, slurmstepd, the script and the runner: the node is gone');
  await until('the node to be down', 3 * MINUTE, async () =>
    (await cluster.ask('sinfo', '-h', '-o', '%T')).startsWith('down'),
  );
  say(`node: ${await cluster.ask('sinfo', '-h', '-o', '%T')}; shard 4: ${await cluster.state(task(4))}`);
  await cluster.startNode();
  say('node: slurmd started again');

  await cluster.ended([...Array.from({ length: SHARDS }, (_, index) => task(index + 1)), merge!], 15 * MINUTE);
  say(`job ${merge} merged what there was: ${await exitOf(cluster, merge!)}`);
  for (const line of incomplete(readFileSync(join(folder, `shards/merge-${merge}.log`), 'utf8'))) say(`  ${line}`);

  const again = await cluster.ask('sbatch', '--parsable', '--array=2', 'kconform.slurm', 'shard');
  await cluster.ended([`${again}_2`], 5 * MINUTE);
  say(`shard 2: sbatch --array=2 is job ${again}: ${await cluster.state(`${again}_2`)}`);
  const last = await cluster.ask('sbatch', '--parsable', 'kconform.slurm', 'merge');
  await cluster.ended([last], 5 * MINUTE);
  say(`job ${last} merged: ${await exitOf(cluster, last)}`);

  const merged = readResults(join(folder, 'merged.json'));
  for (const { shard, started, finished, status } of merged.parts ?? []) {
    say(`  part: shard ${shard?.index}, ${started.slice(11, 19)} to ${finished.slice(11, 19)}, ${status}`);
  }
  const differences = compareVerdicts(readResults(whole), merged);
  for (const line of differences.slice(0, 20)) say(`DIFFERENT  ${line}`);
  say(
    `${merged.verdicts.length} verdicts, ${differences.length} differences from the whole run, status ${merged.status}`,
  );
  return differences.length === 0 && merged.status === 'complete' ? 0 : 1;
}

/** Waits until the runner of a shard has judged something, and returns its process. */
async function running(folder: string, shard: number): Promise<number> {
  let pid: number | undefined;
  await until(`shard ${shard} to be in the middle of its work`, 5 * MINUTE, () => {
    for (const name of readdirSync(join(folder, 'shards')).filter((name) => name.endsWith('.journal.jsonl'))) {
      const text = readFileSync(join(folder, 'shards', name), 'utf8');
      if (!text.includes('\n') || text.split('"verdict":{').length <= 5) continue;
      const header = parseHeader(text);
      if (header.shard?.index === shard) pid = header.pid;
    }
    return pid !== undefined;
  });
  return pid!;
}

async function exitOf(cluster: Cluster, job: string): Promise<string> {
  const text = await cluster.ask('scontrol', 'show', 'job', job);
  return `${/JobState=\w+/.exec(text)?.[0]}, ${/ExitCode=[\d:]+/.exec(text)?.[0]}`;
}

function incomplete(log: string): string[] {
  return log.split('\n').filter((line) => /^(note|infrastructure) |^\d+ kernels?, /.test(line));
}

const folder = mkdtempSync(join(tmpdir(), 'kconform-slurm-'));
try {
  process.exitCode = await prove(folder);
} catch (error) {
  if (!(error instanceof UserError || error instanceof InfrastructureError)) throw error;
  process.stderr.write(`slurm-proof: ${error.message}\n`);
  process.exitCode = error.exitStatus;
} finally {
  if (values.keep) say(`everything is in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
