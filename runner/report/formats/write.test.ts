import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import { FORMATS } from './index.ts';
import { gathered, requireTarget, writeTarget } from './write.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test.for(FORMATS.map(({ name }) => name))('%s is written to its file, and to no other', async (format) => {
  const into = folder();
  const path = join(into, 'new', 'report');
  await writeTarget({ format, path }, sampleResults(), {});
  expect(readdirSync(into, { recursive: true })).toEqual(['new', 'new/report']);
  expect(readFileSync(path, 'utf8')).toMatch(/kill.the.parent/);
});

test('a report takes the place of an older one, but for a summary, which is added', async () => {
  const path = join(folder(), 'report');
  writeFileSync(path, 'older\n');
  await writeTarget({ format: 'github-summary', path }, sampleResults(), {});
  expect(readFileSync(path, 'utf8')).toMatch(/^older\n## kconform/);
  await writeTarget({ format: 'tap', path }, sampleResults(), {});
  expect(readFileSync(path, 'utf8')).toMatch(/^TAP version 14\n/);
});

test('a pipe, or a device, is written to, not replaced', async () => {
  const path = join(folder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(pipe));
  requireTarget({ format: 'tap', path });
  await writeTarget({ format: 'tap', path }, sampleResults(), {});
  const read = Buffer.alloc(65_536);
  expect(read.toString('utf8', 0, readSync(pipe, read))).toMatch(/^TAP version 14\n.*\n$/s);
  expect(statSync(path).isFIFO()).toBe(true);
});

test('a file that cannot be written is told before the run, or after', async () => {
  const path = join(folder(), 'taken');
  mkdirSync(path);
  expect(() => requireTarget({ format: 'junit', path })).toThrow(`cannot write ${path}: it is a folder`);
  await expect(writeTarget({ format: 'junit', path }, sampleResults(), {})).rejects.toThrow(`cannot write ${path}`);
  expect(() => requireTarget({ format: 'junit', path: '-' })).not.toThrow();
});

test('pieces are gathered, in order and all of them', () => {
  const pieces = ['a', 'bc', 'def', 'g', 'h'];
  expect([...gathered(pieces, 3)]).toEqual(['abc', 'def', 'gh']);
  expect([...gathered([], 3)]).toEqual([]);
});
