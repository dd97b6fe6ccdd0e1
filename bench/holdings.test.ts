import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdings } from './holdings.ts';

const usual = process.env.TMPDIR;
let ours: string;

beforeEach(() => {
  ours = mkdtempSync(join(tmpdir(), 'kconform-test-'));
  process.env.TMPDIR = ours;
});

afterEach(() => {
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  rmSync(ours, { recursive: true });
});

test('a file left open is counted, as a descriptor and by its name', () => {
  const before = holdings();
  const leak = openSync(join(ours, 'leak'), 'w');
  const after = holdings();
  closeSync(leak);
  expect(after.descriptors - before.descriptors).toBe(1);
  expect(after.files - before.files).toBe(1);
});

test('a process whose parent is gone is counted', async () => {
  const before = holdings();
  const shell = spawn('sh', ['-c', 'sleep 60 & echo $!'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [pid] = (await once(shell.stdout, 'data')) as [Buffer];
  if (shell.exitCode === null) await once(shell, 'exit');
  const after = holdings();
  process.kill(Number(pid.toString()), 'SIGKILL');
  expect(after.processes - before.processes).toBe(1);
});
