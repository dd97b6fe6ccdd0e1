import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { root } from '../../vm/installation.ts';
import { cacheRoot } from '../../vm/store/index.ts';
import type { Results } from '../results/schema.ts';
import type { CliResult } from './run-cli.ts';

/** An empty folder that goes with the test. */
export function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), 'kconform-faults-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A folder for `--suite` whose only spec, `x`, has this text; everything that specs use is imported. Each `quick` is a plan of its own: the same one would run once. */
export function suite(text: string, folder = temporary()): string {
  mkdirSync(join(folder, 'suites'), { recursive: true });
  const head = `import * as k from ${JSON.stringify(join(root, 'runner/index.ts'))};
const options = { doc: 'runner/cli/faults', control: 'none: nothing is denied' };
const quick = (name: string) => k.scenario(name, options, (t) => { t.main.process(name).getpid().expect(k.OK); });
`;
  writeFileSync(join(folder, 'suites/x.spec.ts'), head + text);
  return folder;
}

/** A scenario that takes a few seconds, without a step that fails: time for a fault of the host. */
export const slow = `k.scenario('slow', options, (t) => {
  t.main.syscall('pause').deadline(2000).expect(k.blocks);
});
`;

/** A cache of the test's own that needs no network: the entries of the user's one are linked or copied. */
export function ownCache({
  own = temporary(),
  link = ['kernels', 'debs'],
  copy = ['accelerator', 'images', 'facts'],
} = {}): string {
  const theirs = (name: string) => join(cacheRoot(), name);
  for (const name of link.filter((name) => existsSync(theirs(name)))) symlinkSync(theirs(name), join(own, name));
  for (const name of copy.filter((name) => existsSync(theirs(name))))
    cpSync(theirs(name), join(own, name), { recursive: true });
  return own;
}

/** A command line that runs in mounts of its own. */
export interface Running {
  child: ChildProcess;
  ended: Promise<CliResult>;
  /** Resolves once it has printed something like this. */
  said(pattern: RegExp): Promise<void>;
}

/** How to start it. */
export interface StartOptions {
  environment?: NodeJS.ProcessEnv;
  /** Shell commands that run before it, in a mount namespace of its own; needs root. */
  mounts?: string;
}

/** Starts the command line in a process group of its own, as a shell with job control does. */
export function start(args: readonly string[], { environment = {}, mounts }: StartOptions = {}): Running {
  const command = [process.execPath, join(root, 'runner/cli/main.ts'), ...args];
  const [program, ...rest] =
    mounts === undefined ? command : ['unshare', '--mount', 'sh', '-ec', `${mounts}\nexec "$@"`, 'sh', ...command];
  const env = { ...process.env, NO_COLOR: '1', VITEST: undefined, ...environment };
  const child = spawn(program!, rest, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  const ended = new Promise<CliResult>((resolve) =>
    child.on('close', (status) => resolve({ status: status ?? undefined, ...text })),
  );
  const said = async (pattern: RegExp) => {
    while (!pattern.test(text.stdout + text.stderr)) {
      if (child.exitCode !== null) throw new Error(`ended without ${pattern}:\n${text.stdout}${text.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return { child, ended, said };
}

/** Starts it and waits. */
export const run = (args: readonly string[], options?: StartOptions): Promise<CliResult> => start(args, options).ended;

/** One clear message on the error stream, the status, and nothing that looks like a bug. */
export function expectFailure(result: CliResult, status: number, message: RegExp): void {
  expect({ status: result.status, text: result.stderr + result.stdout }).toEqual({
    status,
    text: expect.stringMatching(message),
  });
  expectNoTrace(result);
}

/** Stack traces are for bugs of ours. */
export function expectNoTrace({ stdout, stderr }: CliResult): void {
  expect(stdout + stderr).not.toMatch(/^\s+at .+:\d+:\d+|bug in kconform/m);
}

/** The document that a run wrote. */
export function results(path: string): Results {
  return JSON.parse(readFileSync(path, 'utf8')) as Results;
}

/** Process ids of the QEMUs that come from this cache: other people run theirs on the same machine. */
export function machinesOf(cache: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
        return /qemu-system/.test(words[0] ?? '') && words.some((word) => word.includes(cache));
      } catch {
        return false;
      }
    });
}

/** Waits until this holds; processes take a moment to end. */
export async function eventually(holds: () => boolean, ms = 5000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!holds() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}

/** Whether tests may mount and become others. */
export const isRoot = process.getuid?.() === 0;
