import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type CpioEntry, cpioArchive } from './cpio.ts';

const entries: CpioEntry[] = [
  { path: 'bin', mode: 0o040755 },
  { path: 'bin/odd', mode: 0o100755, data: Buffer.from('five!') },
  { path: 'empty', mode: 0o100600, data: Buffer.alloc(0) },
];

test('the same entries give the same bytes', () => {
  expect(cpioArchive(entries).equals(cpioArchive(structuredClone(entries)))).toBe(true);
});

test('every entry begins at a multiple of four', () => {
  const archive = cpioArchive(entries);
  for (let at = archive.indexOf('070701'); at !== -1; at = archive.indexOf('070701', at + 1)) expect(at % 4).toBe(0);
});

test('cpio reads it back', async ({ skip }) => {
  const { failed } = await execa('cpio', ['--version'], { reject: false });
  skip(failed, 'cpio is not installed; the kernels of the conformance run read every image all the same');
  const directory = await mkdtemp(join(tmpdir(), 'kconform-test-'));
  try {
    await execa('cpio', ['-i', '--quiet'], { cwd: directory, input: cpioArchive(entries) });
    expect(await readFile(join(directory, 'bin/odd'), 'utf8')).toBe('five!');
    expect((await stat(join(directory, 'bin/odd'))).mode).toBe(0o100755);
    expect((await stat(join(directory, 'empty'))).mode).toBe(0o100600);
  } finally {
    await rm(directory, { recursive: true });
  }
});
